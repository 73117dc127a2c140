import type { Effect } from '../../src/core/effect.ts';
import type { Event } from '../../src/core/event.ts';
import { exitOutcome } from '../../src/core/exit-on.ts';
import { initialState, type State } from '../../src/core/state.ts';
import { step } from '../../src/core/step.ts';
import { firstCommand, randomCommand } from './commands.ts';
import { Config } from './config.ts';
import { Counts } from './counts.ts';
import { EventQueue } from './event-queue.ts';
import { FAIR, randomFaults } from './faults.ts';
import { Fronts } from './fronts.ts';
import { checkEffect, checkEverythingUp, checkRest, checkState, isAtRest, Violation } from './invariants.ts';
import { Ledger } from './ledger.ts';
import { Neighbours } from './neighbours.ts';
import { Outcome } from './outcome.ts';
import { Probes } from './probes.ts';
import { isAlive, Processes } from './processes.ts';
import { Random } from './random.ts';
import { staleEventsChangeNothing } from './stale.ts';
import { Succession } from './succession.ts';
import { Timers } from './timers.ts';
import { isReallyReady, type View } from './truth.ts';

/** The supervisor under test; a planted bug is put in here. */
export interface Core {
  readonly step: typeof step;
  readonly initialState: typeof initialState;
  readonly exitOutcome: typeof exitOutcome;
}

/** Limits within which a fair world must come to rest, or to its end. */
const REST_WITHIN_MS = 200_000;
const REST_WITHIN_EVENTS = 8000;

/** So often at most is the supervisor killed in a day. */
const MOST_KILLS = 3;

/** One project on one bad day, in virtual time. The same seed makes the same day. */
export class World {
  readonly counts = new Counts();
  readonly #random: Random;
  readonly #queue = new EventQueue();
  readonly #core: Core;
  readonly #config: Config;
  readonly #processes: Processes;
  readonly #ledger: Ledger;
  readonly #succession: Succession;
  readonly #fronts: Fronts;
  readonly #neighbours: Neighbours;
  /** Its numbers decide what comes from outside. */
  readonly #outside: Random;
  readonly #trace: ((line: string) => void) | null;
  #probes: Probes;
  #timers: Timers;
  #state: State;
  #outcome: Outcome;
  #event: Event = { type: 'start-requested', names: [], withDependencies: false };
  #finished = 0;
  /** Nobody is there to be told. */
  #dead = false;
  #quiet = false;
  /** The sockets are listened on, and the supervisor has not been told yet where it is. */
  #early = false;
  /** How many events the supervisors have been given. */
  events = 0;

  constructor(options: { seed: number; core?: Core; trace?: (line: string) => void }) {
    const random = new Random(options.seed);
    const faults = randomFaults(random);
    this.#random = random;
    this.#core = options.core ?? { step, initialState, exitOutcome };
    this.#trace = options.trace ?? null;
    this.#outside = new Random(options.seed ^ 0x51ed270b);
    this.#config = new Config(random, new Random(~options.seed), this.#outside);
    const parts = { queue: this.#queue, random };
    const outside = { queue: this.#queue, random: this.#outside, report: (event: Event) => this.#deliver(event) };
    this.#fronts = new Fronts(outside);
    this.#neighbours = new Neighbours(outside);
    this.#processes = new Processes({ ...parts, faults, report: (event) => this.#deliver(event) });
    this.#ledger = new Ledger({ specs: this.#config.specs, processes: this.#processes });
    this.#succession = new Succession({ ...parts, processes: this.#processes, ledger: this.#ledger });
    this.#probes = this.#newProbes();
    this.#timers = this.#newTimers();
    this.#state = this.#newState();
    this.#outcome = new Outcome(this.#state.exitOn);
    for (const spec of this.#config.specs) this.#trace?.(JSON.stringify(spec));
    this.#trace?.(`exit-on ${this.#state.exitOn}, faults ${JSON.stringify(faults)}`);
  }

  /** Lives the day to its end. @throws Violation when the supervisor broke an invariant */
  run(): void {
    this.#disturb();
    const early = this.#random.chance(0.15);
    if (!early) this.#becomeFair();
    this.#shutDown(early && this.#random.chance(0.4));
  }

  /** Commands come while everything goes wrong. */
  #disturb(): void {
    this.#listen();
    this.#deliver(firstCommand(this.#random, this.#config.specs));
    this.#neighbours.follow(this.#config.specs);
    if (this.#config.isConnected) this.#queue.in(this.#outside.int(0, 300), () => this.#fromOutside());
    this.#queue.in(this.#random.int(0, 300), () => this.#nextCommand());
    const enough = this.#random.int(90, 220);
    while (this.events < enough && !this.#state.shutdown) {
      this.#advance();
      this.#perhapsDie();
    }
  }

  /** The sockets are listened on first: somebody may have connected before anything else happens. */
  #listen(): void {
    this.#fronts.follow(this.#config.specs, this.#state);
    if (this.#config.isConnected && this.#outside.chance(0.3)) {
      this.#fronts.connect();
      this.#early = this.#outside.chance(0.5);
      while (this.#early && !this.#fronts.isTold && this.#queue.advance());
      this.#early = false;
    }
  }

  /** Somebody connects, or something happens in another project. */
  #fromOutside(): void {
    if (this.#quiet) return;
    this.#queue.in(this.#outside.int(0, this.#outside.chance(0.3) ? 30 : 2000), () => this.#fromOutside());
    if (this.#dead) return;
    if (this.#outside.chance(0.7)) this.#fronts.connect();
    else this.#neighbours.change();
  }

  /** One after another, some of them at once, some of them twice. */
  #nextCommand(): void {
    if (this.#quiet) return;
    const again = this.#random.chance(0.1);
    const soon = this.#random.chance(0.3);
    this.#queue.in(soon ? this.#random.int(0, 30) : this.#random.int(50, 3000), () => this.#nextCommand());
    if (this.#random.chance(this.#processes.faults.edit)) {
      if (again || this.#random.chance(0.3)) this.#queue.in(this.#random.int(0, 200), () => this.#reload());
      return this.#reload();
    }
    if (this.#random.chance(this.#processes.faults.edit / 2))
      this.#config.saveEnvFile(this.#random.pick(this.#config.specs).name);
    const command = randomCommand(this.#random, this.#config.specs);
    if (again) this.#queue.in(this.#random.int(0, 50), () => this.#deliver(command));
    this.#deliver(command);
  }

  /** The config is edited, and read again. */
  #reload(): void {
    if (this.#quiet || this.#dead || this.#state.shutdown) return;
    const edits = this.#config.edit();
    this.counts.reload(this.#state, edits);
    this.#ledger.reloaded(this.#config.byName, edits, this.#queue.nowMs);
    this.#deliver({ type: 'specs-replaced', specs: this.#config.specs });
    this.#fronts.follow(this.#config.specs, this.#state);
    this.#neighbours.follow(this.#config.specs);
  }

  /** All turns fair, and everything that is wanted comes up; then everything that there is. */
  #becomeFair(): void {
    this.#trace?.(`${this.#queue.nowMs} --- all is fair now`);
    this.#quiet = true;
    this.#processes.heal(FAIR);
    this.#probes.heal();
    this.#timers.late = 0;
    this.#neighbours.heal();
    if (this.#comeToRest()) checkRest(this.#view());
    this.#wakeAll();
    if (this.#state.shutdown || !this.#random.chance(0.5)) return;
    const names = this.#config.specs.map((spec) => spec.name);
    // Twice: the first may meet what is still broken.
    for (let i = 0; i < 2 && !this.#state.shutdown; i++) {
      this.#command({ type: 'start-requested', names, withDependencies: true });
      this.#comeToRest();
    }
    if (!this.#state.shutdown) {
      checkEverythingUp(this.#view());
      this.counts.ups++;
    }
    if (this.#state.shutdown) return;
    this.#command({ type: 'stop-requested', names: this.#random.some(names, 0.3) });
    if (this.#comeToRest()) checkRest(this.#view());
  }

  /** Somebody connects to each that sleeps, and is not held for ever. */
  #wakeAll(): void {
    const sleepers = this.#config.specs.filter(({ name }) => this.#ledger.isAsleep(name));
    if (sleepers.length === 0) return;
    for (const { name } of sleepers) this.#fronts.connect(name);
    if (this.#comeToRest()) checkRest(this.#view());
  }

  /** False: it ended before. */
  #comeToRest(): boolean {
    const limit = { atMs: this.#queue.nowMs + REST_WITHIN_MS, events: this.events + REST_WITHIN_EVENTS };
    while (!this.#state.shutdown) {
      if (isAtRest(this.#view())) return true;
      if (this.#queue.nowMs > limit.atMs || this.events > limit.events) {
        throw new Violation('comesToRest', 'a fair world does not come to rest');
      }
      if (!this.#queue.advance()) throw new Violation('comesToRest', 'nothing will happen, and something waits');
    }
    return false;
  }

  #shutDown(force: boolean): void {
    this.#quiet = false;
    if (this.#random.chance(0.3)) this.#saveEverything();
    if (force || this.#random.chance(0.1)) {
      this.#queue.in(this.#random.int(0, 500), () => this.#deliver({ type: 'shutdown-requested', force: true }));
    }
    for (this.#quiet = true; !this.#stopAll(); );
    // What is still on its way finds nobody.
    for (let i = 0; i < 20 && this.#queue.advance(); i++);
    this.counts.held = this.#fronts.held;
  }

  /** False: the supervisor was killed meanwhile. */
  #stopAll(): boolean {
    this.#deliver({ type: 'shutdown-requested', force: false });
    const limit = { atMs: this.#queue.nowMs + REST_WITHIN_MS, events: this.events + REST_WITHIN_EVENTS };
    while (this.#finished === 0) {
      if (this.#queue.nowMs > limit.atMs || this.events > limit.events || !this.#queue.advance()) {
        throw new Violation('finishes', 'everything was to stop, and something lives');
      }
      if (this.#perhapsDie()) return false;
    }
    return true;
  }

  /** Builds are under way when the end comes. */
  #saveEverything(): void {
    for (const { name } of this.#config.specs) this.#deliver({ type: 'files-changed', name, paths: ['src/main'] });
    const untilMs = this.#queue.nowMs + this.#random.int(0, 300);
    while (this.#queue.nowMs < untilMs && !this.#state.shutdown && this.#queue.advance());
  }

  /** The supervisor is killed now and then, and a while later there is another one. */
  #perhapsDie(): boolean {
    const { killed } = this.#processes.faults;
    if (killed === 0 || this.#finished > 0 || this.counts.kills >= MOST_KILLS || !this.#random.chance(killed))
      return false;
    if (this.#random.chance(0.3)) this.#succession.writeNow(this.#state);
    this.counts.kills++;
    this.#trace?.(`${this.#queue.nowMs} --- the supervisor is killed`);
    this.#dead = true;
    this.#processes.session++;
    this.#fronts.close();
    this.#neighbours.forget();
    const untilMs = this.#queue.nowMs + this.#random.int(0, this.#random.chance(0.5) ? 100 : 5000);
    while (this.#queue.peekMs() <= untilMs) this.#queue.advance();
    this.#queue.nowMs = untilMs;
    this.#succeed();
    return true;
  }

  #succeed(): void {
    const edits = this.#random.chance(0.3) && !this.#quiet ? this.#config.edit() : null;
    if (!edits) this.#config.read();
    this.#probes.close();
    this.#probes = this.#newProbes();
    this.#timers = this.#newTimers();
    this.#state = this.#newState();
    this.#outcome = new Outcome(this.#state.exitOn);
    this.#listen();
    this.#dead = false;
    const event = this.#succession.takeOver({ config: this.#config, exitOn: this.#state.exitOn });
    this.#trace?.(
      `${this.#queue.nowMs} --- another one, ${edits ? 'the config was edited, ' : ''}exit-on ${this.#state.exitOn}`,
    );
    this.counts.restored(event);
    this.counts.clockJumps = this.#succession.clockJumps;
    this.#deliver(event ?? firstCommand(this.#random, this.#config.specs));
    this.#neighbours.follow(this.#config.specs);
    if (this.#quiet) this.#neighbours.heal();
  }

  #advance(): void {
    if (!this.#queue.advance()) throw new Violation('goesOn', 'nothing will happen any more');
  }

  /** A command of the fair time, in which nobody else gives any. */
  #command(event: Event): void {
    this.#quiet = false;
    this.#deliver(event);
    this.#quiet = true;
  }

  #deliver(event: Event): void {
    if (this.#early && event.type === 'connection-waiting') return this.#deliverEarly(event);
    if (this.#dead || (this.#quiet && isCommand(event))) return;
    const { nowMs } = this.#queue;
    this.events++;
    this.#event = event;
    // What is being stopped already does not go to sleep.
    const isLate = event.type === 'connections-idle' && this.#state.services.get(event.name)?.phase.is === 'stopping';
    if (!isLate) this.#ledger.note(event, nowMs);
    const before = this.#state;
    const { state, effects } = this.#core.step(before, event, nowMs);
    this.#state = state;
    this.#fronts.changed(state, before);
    this.#noteBorn(event);
    this.#noteReadiness();
    this.#trace?.(`${nowMs} ${JSON.stringify(event)}`);
    const view = this.#view();
    for (const effect of effects) this.#carryOut(view, effect);
    this.#noteShutdown();
    this.#noteRaised(view);
    if (state !== before) this.#succession.changed(() => this.#state);
    this.counts.event(event, view, before);
    checkState(view);
    this.#outcome.check(view, this.#core);
    if (this.#trace) this.#tracePhases(before, state);
    staleEventsChangeNothing({ view, core: this.#core, random: this.#random });
  }

  /** Nobody sleeps yet, and nothing has been started. */
  #deliverEarly(event: Event): void {
    const { state, effects } = this.#core.step(this.#state, event, this.#queue.nowMs);
    if (effects.length > 0)
      throw new Violation('beginsAtTheBeginning', `${event.type} leads to ${JSON.stringify(effects)}`);
    this.#fronts.changed(state, this.#state);
    this.#state = state;
  }

  #carryOut(view: View, effect: Effect): void {
    this.#trace?.(`    -> ${JSON.stringify(effect)}`);
    if (this.#finished > 0) throw new Violation('finishIsLast', `${effect.type} after finish`);
    checkEffect(view, effect);
    this.counts.effect(effect, view);
    switch (effect.type) {
      case 'spawn':
        this.#ledger.noteSpawn(effect.name, effect.run);
        return this.#spawn(effect);
      case 'adopt':
        this.#succession.adopt(effect, this.#event);
        return this.#noteReadiness();
      case 'signal':
        this.#noteSignal(effect);
        return this.#processes.signal(effect.name, effect.run, effect.signal);
      case 'probe': {
        const { health } = this.#processSpec(effect.name);
        if (!health) throw new Violation('probesHealth', `a probe of ${effect.name}, which has no health check`);
        return this.#probes.probe(effect, health);
      }
      case 'cancel-probe':
        return this.#probes.cancelProbe(effect.name);
      case 'drain':
        return this.#fronts.drain(effect.name, effect.run);
      case 'run-stop-command':
        this.#noteEnding(effect.name, effect.run);
        return this.#processes.stop(effect.name, effect.run);
      case 'diagnose':
        return this.#probes.diagnose(effect);
      case 'await-mending':
        return this.#probes.awaitMending(effect.name, effect.run);
      case 'cancel-mending':
        return this.#probes.cancelMending(effect.name);
      case 'check-port':
        return this.#probes.checkPort(effect);
      case 'arm':
        return this.#timers.arm(effect);
      case 'disarm':
        return this.#timers.disarm(effect.name, effect.timer);
      case 'finish':
        this.#finished++;
        if (this.#outcome.byRule) this.counts.endedByRule++;
        if (this.#outcome.byRule && this.#state.exitOn === 'never') this.counts.endedByOne++;
        for (const tree of this.#processes.all()) {
          if (isAlive(tree))
            throw new Violation('nothingIsLeft', `run ${tree.run} of ${tree.spec.name} lives at the end`);
        }
        return;
      default:
        return effect satisfies never;
    }
  }

  #spawn({ name, run, purpose }: Extract<Effect, { type: 'spawn' }>): void {
    const spec = this.#processSpec(name);
    const env = this.#config.envOf(spec);
    this.#processes.spawn(spec, run, purpose, env === spec.env ? null : env);
  }

  /** The supervisor has taken over what a run was born with. */
  #noteBorn(event: Event): void {
    if (event.type !== 'spawned' || !event.env) return;
    const spec = this.#state.services.get(event.name)?.spec;
    const tree = this.#processes.find(event.name, event.run);
    if (!tree || spec?.kind === 'target' || spec?.env !== event.env) return;
    this.#config.born(tree.asked, event.env);
    this.#ledger.respecified(this.#config.byName);
    this.counts.bornAnew++;
  }

  #noteSignal({ name, run, signal }: Extract<Effect, { type: 'signal' }>): void {
    const tree = this.#processes.find(name, run);
    if (tree && signal === 'SIGKILL' && this.#event.type !== 'kill-requested') tree.killed = true;
    if (!tree || signal === 'SIGHUP' || this.#event.type === 'kill-requested') return;
    tree.signalledMs ??= this.#queue.nowMs;
    this.#noteEnding(name, run);
  }

  #noteEnding(name: string, run: number): void {
    const tree = this.#processes.find(name, run);
    if (!tree || tree.stoppedMs !== null) return;
    tree.stoppedMs = this.#queue.nowMs;
    // What zdev ends unasked has failed; what it ends on a request has not.
    const isThere = tree.told === 'spawned' || (tree.told === 'nothing' && tree.spec.container !== undefined);
    tree.interrupted = isThere && !this.#state.services.get(name)?.live?.cause;
  }

  /** Without a health check, zdev knows by the time alone, and says when; `readyHasLived` and timers hold it to its limits. */
  #noteReadiness(): void {
    for (const { spec, phase, live } of this.#state.services.values()) {
      if (spec.kind !== 'service' || spec.health || !live || phase.is !== 'running' || !phase.ready) continue;
      const tree = this.#processes.find(spec.name, live.run);
      if (tree && !tree.spec.health) tree.passed = true;
    }
  }

  #noteShutdown(): void {
    if (this.#state.shutdown && this.#ledger.shutdown === 'no') this.#ledger.endsAll(false, this.#queue.nowMs);
  }

  /** Targets that are up have been started. The end of everything lowers them, and raises none. */
  #noteRaised(view: View): void {
    if (this.#state.shutdown) return;
    for (const name of view.ledger.graph.order) {
      const spec = view.specs.get(name);
      if (spec?.kind !== 'target' || !view.ledger.isUp(name) || view.ledger.hasStarted(name)) continue;
      if (isReallyReady(view, name)) this.#ledger.noteRaised(name);
    }
  }

  #processSpec(name: string) {
    const spec = this.#state.services.get(name)?.spec;
    if (!spec || spec.kind === 'target') throw new Violation('targetsHaveNoProcess', `${name} has no process`);
    return spec;
  }

  #newState(): State {
    const random = this.#random;
    const exitOn = random.chance(0.75) ? 'never' : random.pick(['any', 'failure', 'all'] as const);
    return this.#core.initialState({ specs: this.#config.specs, exitOn });
  }

  #newTimers(): Timers {
    const report = (event: Event) => {
      if (this.#timers === timers) this.#deliver(event);
    };
    const timers: Timers = new Timers({
      queue: this.#queue,
      random: this.#random,
      late: this.#processes.faults.late,
      report,
    });
    return timers;
  }

  #newProbes(): Probes {
    const report = (event: Event) => {
      if (this.#probes === probes) this.#deliver(event);
    };
    const probes: Probes = new Probes({
      queue: this.#queue,
      random: this.#random,
      processes: this.#processes,
      report,
    });
    return probes;
  }

  #view(): View {
    return {
      nowMs: this.#queue.nowMs,
      specs: this.#config.byName,
      config: this.#config,
      processes: this.#processes,
      timers: this.#timers,
      probes: this.#probes,
      fronts: this.#fronts,
      neighbours: this.#neighbours,
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
