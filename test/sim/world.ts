import type { Event } from '../../src/core/event.ts';
import { exitOutcome } from '../../src/core/exit-on.ts';
import { initialState, type State } from '../../src/core/state.ts';
import { step } from '../../src/core/step.ts';
import { firstCommand, randomCommand } from './commands.ts';
import { Config } from './config.ts';
import type { Core } from './core-under-test.ts';
import type { Counts } from './counts.ts';
import { EventQueue } from './event-queue.ts';
import { FAIR, randomFaults } from './faults.ts';
import { Fronts } from './fronts.ts';
import { checkEverythingUp, checkRest, isAtRest, Violation } from './invariants.ts';
import { Ledger } from './ledger.ts';
import { Neighbours } from './neighbours.ts';
import { Processes } from './processes.ts';
import { Random } from './random.ts';
import { Succession } from './succession.ts';
import { Supervisor } from './supervisor.ts';

/** Limits within which a fair world must come to rest, or to its end. */
const REST_WITHIN_MS = 200_000;
const REST_WITHIN_EVENTS = 8000;

/** So often at most is the supervisor killed in a day. */
const MOST_KILLS = 3;

/** One project on one bad day, in virtual time. The same seed makes the same day. */
export class World {
  readonly counts: Counts;
  readonly #random: Random;
  readonly #queue = new EventQueue();
  readonly #config: Config;
  readonly #processes: Processes;
  readonly #ledger: Ledger;
  readonly #succession: Succession;
  readonly #fronts: Fronts;
  readonly #neighbours: Neighbours;
  readonly #supervisor: Supervisor;
  /** Its numbers decide what comes from outside. */
  readonly #outside: Random;
  readonly #trace: ((line: string) => void) | null;

  constructor(options: { seed: number; core?: Core; trace?: (line: string) => void }) {
    const random = new Random(options.seed);
    const faults = randomFaults(random);
    this.#random = random;
    this.#trace = options.trace ?? null;
    this.#outside = new Random(options.seed ^ 0x51ed270b);
    this.#config = new Config(random, new Random(~options.seed), this.#outside);
    const report = (event: Event) => this.#supervisor.deliver(event);
    const parts = { queue: this.#queue, random };
    const outside = { queue: this.#queue, random: this.#outside, report };
    this.#fronts = new Fronts(outside);
    this.#neighbours = new Neighbours(outside);
    this.#processes = new Processes({ ...parts, faults, report });
    this.#ledger = new Ledger({ specs: this.#config.specs, processes: this.#processes });
    this.#succession = new Succession({ ...parts, processes: this.#processes, ledger: this.#ledger });
    this.#supervisor = new Supervisor({
      ...parts,
      core: options.core ?? { step, initialState, exitOutcome },
      config: this.#config,
      processes: this.#processes,
      ledger: this.#ledger,
      succession: this.#succession,
      fronts: this.#fronts,
      neighbours: this.#neighbours,
      trace: this.#trace,
    });
    this.counts = this.#supervisor.counts;
    for (const spec of this.#config.specs) this.#trace?.(JSON.stringify(spec));
    this.#trace?.(`exit-on ${this.#state.exitOn}, faults ${JSON.stringify(faults)}`);
  }

  /** How many events the supervisors have been given. */
  get events(): number {
    return this.#supervisor.events;
  }

  get #state(): State {
    return this.#supervisor.state;
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
    this.#supervisor.deliver(firstCommand(this.#random, this.#config.specs));
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
      this.#supervisor.isEarly = this.#outside.chance(0.5);
      while (this.#supervisor.isEarly && !this.#fronts.isTold && this.#queue.advance());
      this.#supervisor.isEarly = false;
    }
  }

  /** Somebody connects, or something happens in another project. */
  #fromOutside(): void {
    if (this.#supervisor.isQuiet) return;
    this.#queue.in(this.#outside.int(0, this.#outside.chance(0.3) ? 30 : 2000), () => this.#fromOutside());
    if (this.#supervisor.isDead) return;
    if (this.#outside.chance(0.7)) this.#fronts.connect();
    else this.#neighbours.change();
  }

  /** One after another, some of them at once, some of them twice. */
  #nextCommand(): void {
    if (this.#supervisor.isQuiet) return;
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
    if (again) this.#queue.in(this.#random.int(0, 50), () => this.#supervisor.deliver(command));
    this.#supervisor.deliver(command);
  }

  /** The config is edited, and read again. */
  #reload(): void {
    if (this.#supervisor.isQuiet || this.#supervisor.isDead || this.#state.shutdown) return;
    const edits = this.#config.edit();
    this.counts.reload(this.#state, edits);
    this.#ledger.reloaded(this.#config.byName, edits, this.#queue.nowMs);
    this.#supervisor.deliver({ type: 'specs-replaced', specs: this.#config.specs });
    this.#fronts.follow(this.#config.specs, this.#state);
    this.#neighbours.follow(this.#config.specs);
  }

  /** All turns fair, and everything that is wanted comes up; then everything that there is. */
  #becomeFair(): void {
    this.#trace?.(`${this.#queue.nowMs} --- all is fair now`);
    this.#supervisor.isQuiet = true;
    this.#processes.heal(FAIR);
    this.#supervisor.heal();
    this.#neighbours.heal();
    if (this.#comeToRest()) checkRest(this.#supervisor.view());
    this.#wakeAll();
    if (this.#state.shutdown || !this.#random.chance(0.5)) return;
    const names = this.#config.specs.map((spec) => spec.name);
    // Twice: the first may meet what is still broken.
    for (let i = 0; i < 2 && !this.#state.shutdown; i++) {
      this.#command({ type: 'start-requested', names, withDependencies: true });
      this.#comeToRest();
    }
    if (!this.#state.shutdown) {
      checkEverythingUp(this.#supervisor.view());
      this.counts.ups++;
    }
    if (this.#state.shutdown) return;
    this.#command({ type: 'stop-requested', names: this.#random.some(names, 0.3) });
    if (this.#comeToRest()) checkRest(this.#supervisor.view());
  }

  /** Somebody connects to each that sleeps, and is not held for ever. */
  #wakeAll(): void {
    const sleepers = this.#config.specs.filter(({ name }) => this.#ledger.isAsleep(name));
    if (sleepers.length === 0) return;
    for (const { name } of sleepers) this.#fronts.connect(name);
    if (this.#comeToRest()) checkRest(this.#supervisor.view());
  }

  /** False: it ended before. */
  #comeToRest(): boolean {
    const limit = { atMs: this.#queue.nowMs + REST_WITHIN_MS, events: this.events + REST_WITHIN_EVENTS };
    while (!this.#state.shutdown) {
      if (isAtRest(this.#supervisor.view())) return true;
      if (this.#queue.nowMs > limit.atMs || this.events > limit.events) {
        throw new Violation('comesToRest', 'a fair world does not come to rest');
      }
      if (!this.#queue.advance()) throw new Violation('comesToRest', 'nothing will happen, and something waits');
    }
    return false;
  }

  #shutDown(force: boolean): void {
    this.#supervisor.isQuiet = false;
    if (this.#random.chance(0.3)) this.#saveEverything();
    if (force || this.#random.chance(0.1)) {
      this.#queue.in(this.#random.int(0, 500), () =>
        this.#supervisor.deliver({ type: 'shutdown-requested', force: true }),
      );
    }
    for (this.#supervisor.isQuiet = true; !this.#stopAll(); );
    // What is still on its way finds nobody.
    for (let i = 0; i < 20 && this.#queue.advance(); i++);
    this.counts.held = this.#fronts.held;
  }

  /** False: the supervisor was killed meanwhile. */
  #stopAll(): boolean {
    this.#supervisor.deliver({ type: 'shutdown-requested', force: false });
    const limit = { atMs: this.#queue.nowMs + REST_WITHIN_MS, events: this.events + REST_WITHIN_EVENTS };
    while (!this.#supervisor.hasFinished) {
      if (this.#queue.nowMs > limit.atMs || this.events > limit.events || !this.#queue.advance()) {
        throw new Violation('finishes', 'everything was to stop, and something lives');
      }
      if (this.#perhapsDie()) return false;
    }
    return true;
  }

  /** Builds are under way when the end comes. */
  #saveEverything(): void {
    for (const { name } of this.#config.specs)
      this.#supervisor.deliver({ type: 'files-changed', name, paths: ['src/main'] });
    const untilMs = this.#queue.nowMs + this.#random.int(0, 300);
    while (this.#queue.nowMs < untilMs && !this.#state.shutdown && this.#queue.advance());
  }

  /** The supervisor is killed now and then, and a while later there is another one. */
  #perhapsDie(): boolean {
    const { killed } = this.#processes.faults;
    if (killed === 0 || this.#supervisor.hasFinished || this.counts.kills >= MOST_KILLS || !this.#random.chance(killed))
      return false;
    if (this.#random.chance(0.3)) this.#succession.writeNow(this.#state);
    this.counts.kills++;
    this.#trace?.(`${this.#queue.nowMs} --- the supervisor is killed`);
    this.#supervisor.isDead = true;
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
    const edits = this.#random.chance(0.3) && !this.#supervisor.isQuiet ? this.#config.edit() : null;
    if (!edits) this.#config.read();
    this.#supervisor.begin();
    this.#listen();
    this.#supervisor.isDead = false;
    const event = this.#succession.takeOver({ config: this.#config, exitOn: this.#state.exitOn });
    this.#trace?.(
      `${this.#queue.nowMs} --- another one, ${edits ? 'the config was edited, ' : ''}exit-on ${this.#state.exitOn}`,
    );
    this.counts.restored(event);
    this.counts.clockJumps = this.#succession.clockJumps;
    this.#supervisor.deliver(event ?? firstCommand(this.#random, this.#config.specs));
    this.#neighbours.follow(this.#config.specs);
    if (this.#supervisor.isQuiet) this.#neighbours.heal();
  }

  #advance(): void {
    if (!this.#queue.advance()) throw new Violation('goesOn', 'nothing will happen any more');
  }

  /** A command of the fair time, in which nobody else gives any. */
  #command(event: Event): void {
    this.#supervisor.isQuiet = false;
    this.#supervisor.deliver(event);
    this.#supervisor.isQuiet = true;
  }
}
