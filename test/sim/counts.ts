import type { Effect } from '../../src/core/effect.ts';
import type { Event } from '../../src/core/event.ts';
import type { RestoredService } from '../../src/core/restored.ts';
import { endedOf } from '../../src/core/service.ts';
import type { State } from '../../src/core/state.ts';
import type { Edit } from './config.ts';
import { succeeded, type View } from './truth.ts';

const NO_EDGES = { requires: [], after: [], wants: [], conflicts: [] };

const NAMES = {
  reloads: 'reloads',
  whileStopping: 'reloads while something was being stopped',
  whileLeaving: 'reloads while something removed was still there',
  addedBack: 'services added again before the old run was gone',
  kinds: 'changes between service and target',
  kindsAlive: 'changes from a service that lived to a target',
  kills: 'supervisors killed',
  restores: 'journals gone on from',
  adoptions: 'runs adopted',
  removedAdoptions: 'runs adopted that the config no longer had',
  clockJumps: 'wall clocks set between two supervisors',
  endedByRule: 'ends by the rule of --exit-on',
  endedByOne: 'ends because the end of one service was that of all',
  ups: 'times that everything came up',
  stopCommands: 'stops by a command',
  stopCommandsInVain: 'stops by a command that a signal had to follow',
  oddSuccesses: 'exits with another code that counts as success',
  endsAwaited: 'starts that had waited for an end',
  held: 'connections held at a front',
  woken: 'services started by a connection',
  idled: 'services stopped for want of connections',
  drains: 'stops that waited for the answers of connections',
  externals: 'starts that had waited for another project',
  followed: 'news of another run in another project',
  stopKeys: 'stops by keys',
  unmade: 'containers stopped before they were there',
  checksFound: 'containers whose image had a health check',
  bornAnew: 'runs born with newer env files than the config was read with',
} as const;

/** How often what is rare did happen. */
export class Counts {
  reloads = 0;
  whileStopping = 0;
  whileLeaving = 0;
  addedBack = 0;
  kinds = 0;
  kindsAlive = 0;
  kills = 0;
  restores = 0;
  adoptions = 0;
  removedAdoptions = 0;
  clockJumps = 0;
  endedByRule = 0;
  endedByOne = 0;
  ups = 0;
  stopCommands = 0;
  stopCommandsInVain = 0;
  oddSuccesses = 0;
  endsAwaited = 0;
  held = 0;
  woken = 0;
  idled = 0;
  drains = 0;
  externals = 0;
  followed = 0;
  stopKeys = 0;
  unmade = 0;
  checksFound = 0;
  bornAnew = 0;

  reload(state: State, edits: ReadonlyMap<string, Edit>): void {
    const services = [...state.services.values()];
    this.reloads++;
    if (services.some(({ phase }) => phase.is === 'stopping')) this.whileStopping++;
    if (services.some(({ leaving }) => leaving)) this.whileLeaving++;
    for (const [name, edit] of edits) {
      const service = state.services.get(name);
      if (edit === 'added' && service) this.addedBack++;
      if (edit !== 'kind') continue;
      this.kinds++;
      if (service?.live || service?.build) this.kindsAlive++;
    }
  }

  effect(effect: Effect, view: View): void {
    if (effect.type === 'drain') this.drains++;
    const spec = 'name' in effect ? view.specs.get(effect.name) : undefined;
    if (effect.type === 'run-stop-command') {
      if (spec?.kind !== 'target' && spec?.lifecycle.stopKeys) this.stopKeys++;
      else this.stopCommands++;
    }
    if (effect.type === 'spawn' && spec?.requires.some((name) => view.ledger.isExternal(name))) this.externals++;
    if (effect.type === 'spawn' && endedOf(spec ?? NO_EDGES).length > 0) this.endsAwaited++;
    if (effect.type !== 'signal' || effect.signal === 'SIGKILL') return;
    const tree = view.processes.find(effect.name, effect.run);
    if (tree?.spec.container && tree.told === 'nothing') this.unmade++;
    if (tree?.commandedMs != null && tree.leader && tree.signalledMs === null) this.stopCommandsInVain++;
  }

  /** `before`: what the supervisor held of it before the event. */
  event(event: Event, view: View, before: State): void {
    if (event.type === 'spawned' && event.health) this.checksFound++;
    if ('name' in event) {
      const [was, now] = [before.services.get(event.name), view.state.services.get(event.name)];
      if (event.type === 'connection-waiting' && was?.asleep && !now?.asleep) this.woken++;
      if (event.type === 'connections-idle' && !was?.asleep && now?.asleep) this.idled++;
      if (event.type === 'external-seen' && was?.seenLife !== undefined && was.seenLife !== now?.seenLife)
        this.followed++;
    }
    if (event.type !== 'exited' || event.code === 0) return;
    const tree = view.processes.find(event.name, event.run);
    if (tree && succeeded(tree)) this.oddSuccesses++;
  }

  restored(event: { readonly services: readonly RestoredService[] } | null): void {
    if (!event) return;
    this.restores++;
    for (const { live, removed } of event.services) {
      if (!live) continue;
      this.adoptions++;
      if (removed) this.removedAdoptions++;
    }
  }

  add(other: Counts): void {
    for (const name of Object.keys(NAMES) as (keyof typeof NAMES)[]) this[name] += other[name];
  }

  /** What has not happened at all. */
  never(): string[] {
    return (Object.keys(NAMES) as (keyof typeof NAMES)[]).filter((name) => this[name] === 0);
  }

  lines(): string[] {
    return (Object.keys(NAMES) as (keyof typeof NAMES)[]).map(
      (name) => `${String(this[name]).padStart(10)} ${NAMES[name]}`,
    );
  }
}
