import type { Effect } from '../../src/core/effect.ts';
import type { Event } from '../../src/core/event.ts';
import type { ServiceSpec } from '../../src/core/service.ts';
import { type ExitOn, initialState, type State } from '../../src/core/state.ts';
import { step } from '../../src/core/step.ts';
import { Agenda } from './agenda.ts';
import { firstCommand, randomCommand } from './commands.ts';
import { checkEffect, checkRest, checkState, isAtRest, Violation } from './invariants.ts';
import { Ledger } from './ledger.ts';
import { isAlive, Processes } from './processes.ts';
import { randomProject } from './project.ts';
import { Random } from './random.ts';
import { Senses } from './senses.ts';
import { staleEventsChangeNothing } from './stale.ts';
import { Timers } from './timers.ts';
import type { View } from './truth.ts';
import { FAIR, randomWeather } from './weather.ts';

/** The supervisor under test; a planted bug is put in here. */
export interface Core {
  readonly step: typeof step;
  readonly initialState: typeof initialState;
}

/** Limits within which a fair world must come to rest, or to its end. */
const REST_WITHIN_MS = 200_000;
const REST_WITHIN_EVENTS = 8000;

/** One project on one bad day, in virtual time. The same seed makes the same day. */
export class World {
  readonly #random: Random;
  readonly #agenda = new Agenda();
  readonly #core: Core;
  readonly #specs: readonly ServiceSpec[];
  readonly #byName: ReadonlyMap<string, ServiceSpec>;
  readonly #processes: Processes;
  readonly #senses: Senses;
  readonly #timers: Timers;
  readonly #ledger: Ledger;
  readonly #trace: ((line: string) => void) | null;
  #state: State;
  #event: Event = { type: 'start-requested', names: [], withDependencies: false };
  #finished = 0;
  #quiet = false;
  /** How many events the supervisor has been given. */
  events = 0;

  constructor(options: { seed: number; core?: Core; trace?: (line: string) => void }) {
    const random = new Random(options.seed);
    const parts = { agenda: this.#agenda, random, report: (event: Event) => this.#deliver(event) };
    const weather = randomWeather(random);
    this.#random = random;
    this.#core = options.core ?? { step, initialState };
    this.#trace = options.trace ?? null;
    this.#specs = randomProject(random);
    this.#byName = new Map(this.#specs.map((spec) => [spec.name, spec]));
    this.#processes = new Processes({ ...parts, weather });
    this.#senses = new Senses({ ...parts, processes: this.#processes });
    this.#timers = new Timers({ ...parts, late: weather.late });
    this.#ledger = new Ledger({ specs: this.#specs, processes: this.#processes });
    const exitOn: ExitOn = random.chance(0.85) ? 'never' : random.pick(['any', 'failure', 'all']);
    this.#state = this.#core.initialState({ specs: this.#specs, exitOn });
    for (const spec of this.#specs) this.#trace?.(JSON.stringify(spec));
    this.#trace?.(`exit-on ${exitOn}, weather ${JSON.stringify(weather)}`);
  }

  /** Lives the day to its end. @throws Violation when the supervisor broke an invariant */
  run(): void {
    this.#disturb();
    const early = this.#random.chance(0.15);
    if (!early) this.#comeToRest();
    this.#shutDown(early && this.#random.chance(0.4));
  }

  /** Commands come while everything goes wrong. */
  #disturb(): void {
    this.#deliver(firstCommand(this.#random, this.#specs));
    this.#agenda.in(this.#random.int(0, 300), () => this.#nextCommand());
    const enough = this.#random.int(90, 220);
    while (this.events < enough && !this.#state.shutdown) this.#advance();
  }

  /** One after another, some of them at once, some of them twice. */
  #nextCommand(): void {
    if (this.#quiet) return;
    const command = randomCommand(this.#random, this.#specs);
    if (this.#random.chance(0.1)) this.#agenda.in(this.#random.int(0, 50), () => this.#deliver(command));
    const soon = this.#random.chance(0.3);
    this.#agenda.in(soon ? this.#random.int(0, 30) : this.#random.int(50, 3000), () => this.#nextCommand());
    this.#deliver(command);
  }

  /** All turns fair, and everything that is wanted comes up. */
  #comeToRest(): void {
    this.#trace?.(`${this.#agenda.nowMs} --- all is fair now`);
    this.#quiet = true;
    this.#processes.heal(FAIR);
    this.#senses.heal();
    this.#timers.late = 0;
    const limit = { atMs: this.#agenda.nowMs + REST_WITHIN_MS, events: this.events + REST_WITHIN_EVENTS };
    while (!this.#state.shutdown) {
      if (isAtRest(this.#view())) return checkRest(this.#view());
      if (this.#agenda.nowMs > limit.atMs || this.events > limit.events) {
        throw new Violation('comesToRest', 'a fair world does not come to rest');
      }
      if (!this.#agenda.advance()) throw new Violation('comesToRest', 'nothing will happen, and something waits');
    }
  }

  #shutDown(force: boolean): void {
    this.#quiet = false;
    if (this.#random.chance(0.3)) this.#saveEverything();
    this.#deliver({ type: 'shutdown-requested', force: false });
    if (force)
      this.#agenda.in(this.#random.int(0, 500), () => this.#deliver({ type: 'shutdown-requested', force: true }));
    const limit = { atMs: this.#agenda.nowMs + REST_WITHIN_MS, events: this.events + REST_WITHIN_EVENTS };
    while (this.#finished === 0) {
      if (this.#agenda.nowMs > limit.atMs || this.events > limit.events || !this.#agenda.advance()) {
        throw new Violation('finishes', 'everything was to stop, and something lives');
      }
    }
    // What is still on its way finds nobody.
    for (let i = 0; i < 20 && this.#agenda.advance(); i++);
  }

  /** Builds are under way when the end comes. */
  #saveEverything(): void {
    for (const { name } of this.#specs) this.#deliver({ type: 'files-changed', name, paths: ['src/main'] });
    const untilMs = this.#agenda.nowMs + this.#random.int(0, 300);
    while (this.#agenda.nowMs < untilMs && !this.#state.shutdown && this.#agenda.advance());
  }

  #advance(): void {
    if (!this.#agenda.advance()) throw new Violation('goesOn', 'nothing will happen any more');
  }

  #deliver(event: Event): void {
    if (this.#quiet && isCommand(event)) return;
    const { nowMs } = this.#agenda;
    this.events++;
    this.#event = event;
    this.#ledger.note(event, nowMs);
    const before = this.#state;
    const { state, effects } = this.#core.step(before, event, nowMs);
    this.#state = state;
    this.#trace?.(`${nowMs} ${JSON.stringify(event)}`);
    for (const effect of effects) this.#carryOut(effect);
    this.#noteShutdown();
    const view = this.#view();
    checkState(view);
    if (this.#trace) this.#tracePhases(before, state);
    staleEventsChangeNothing({ view, core: this.#core, random: this.#random });
  }

  #carryOut(effect: Effect): void {
    this.#trace?.(`    -> ${JSON.stringify(effect)}`);
    if (this.#finished > 0) throw new Violation('finishIsLast', `${effect.type} after finish`);
    checkEffect(this.#view(), effect);
    switch (effect.type) {
      case 'spawn':
        return this.#processes.spawn(this.#processSpec(effect.name), effect.run, effect.purpose);
      case 'adopt':
        throw new Violation('adoptsWhatWasLeft', `${effect.name} was started by this supervisor`);
      case 'signal':
        this.#noteSignal(effect);
        return this.#processes.signal(effect.name, effect.run, effect.signal);
      case 'probe': {
        const { health } = this.#processSpec(effect.name);
        if (!health) throw new Violation('probesHealth', `a probe of ${effect.name}, which has no health check`);
        return this.#senses.probe(effect, health);
      }
      case 'cancel-probe':
        return this.#senses.cancelProbe(effect.name);
      case 'diagnose':
        return this.#senses.diagnose(effect);
      case 'await-mending':
        return this.#senses.awaitMending(effect.name, effect.run);
      case 'cancel-mending':
        return this.#senses.cancelMending(effect.name);
      case 'check-port':
        return this.#senses.checkPort(effect);
      case 'arm':
        if (!Number.isInteger(effect.atMs)) throw new Violation('wholeTimes', `a timer at ${effect.atMs} ms`);
        return this.#timers.arm(effect);
      case 'disarm':
        return this.#timers.disarm(effect.name, effect.timer);
      case 'finish':
        this.#finished++;
        for (const tree of this.#processes.all()) {
          if (isAlive(tree))
            throw new Violation('nothingIsLeft', `run ${tree.run} of ${tree.spec.name} lives at the end`);
        }
        return;
      default:
        return effect satisfies never;
    }
  }

  #noteSignal({ name, run, signal }: Extract<Effect, { type: 'signal' }>): void {
    const tree = this.#processes.find(name, run);
    if (!tree || signal === 'SIGHUP' || this.#event.type === 'kill-requested' || tree.stoppedMs !== null) return;
    tree.stoppedMs = this.#agenda.nowMs;
    tree.interrupted = tree.told === 'spawned';
  }

  #noteShutdown(): void {
    if (this.#state.shutdown && this.#ledger.shutdown === 'no') this.#ledger.endsAll(false, this.#agenda.nowMs);
  }

  #processSpec(name: string) {
    const spec = this.#byName.get(name);
    if (!spec || spec.kind === 'target') throw new Violation('targetsHaveNoProcess', `${name} has no process`);
    return spec;
  }

  #view(): View {
    return {
      nowMs: this.#agenda.nowMs,
      specs: this.#byName,
      processes: this.#processes,
      timers: this.#timers,
      ledger: this.#ledger,
      state: this.#state,
      event: this.#event,
    };
  }

  #tracePhases(before: State, after: State): void {
    for (const [name, service] of after.services) {
      const old = before.services.get(name);
      if (old?.phase !== service.phase) this.#trace?.(`    ${name}: ${JSON.stringify(service.phase)}`);
    }
  }
}

function isCommand(event: Event): boolean {
  return event.type === 'files-changed' || (event.type.endsWith('-requested') && event.type !== 'shutdown-requested');
}
