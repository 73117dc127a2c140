import type { Effect } from '../../src/core/effect.ts';
import type { Event } from '../../src/core/event.ts';
import type { RunIdentity } from '../../src/core/restored.ts';
import type { ExitOn, State } from '../../src/core/state.ts';
import { type Restored, whatWas } from '../../src/host/adoption/what-was.ts';
import { type Config, whatChanged } from './config.ts';
import type { EventQueue } from './event-queue.ts';
import { type Page, writePage } from './journal.ts';
import type { Ledger } from './ledger.ts';
import { noMemory } from './memory.ts';
import type { Processes } from './processes.ts';
import type { Random } from './random.ts';
import { Violation } from './violation.ts';

/** How long after a change the host writes its journal, if it is not busy. */
const SOON_MS = 50;
const DAY_MS = 86_400_000;

/** From one supervisor to the next: what was written, what still lives, and a wall clock that somebody has set. */
export class Succession {
  readonly #queue: EventQueue;
  readonly #random: Random;
  readonly #processes: Processes;
  readonly #ledger: Ledger;
  #page: Page | null = null;
  #isDue = false;
  /** What makes a time of the day one of the wall clock. */
  #wallMs = 0;
  clockJumps = 0;

  constructor(parts: { queue: EventQueue; random: Random; processes: Processes; ledger: Ledger }) {
    this.#queue = parts.queue;
    this.#random = parts.random;
    this.#processes = parts.processes;
    this.#ledger = parts.ledger;
  }

  /** Something may be new: it is written soon. */
  changed(state: () => State): void {
    if (this.#isDue) return;
    this.#isDue = true;
    const { session } = this.#processes;
    const busy = this.#random.chance(this.#processes.faults.late);
    this.#queue.in(SOON_MS + (busy ? this.#random.int(0, 600) : 0), () => {
      if (session === this.#processes.session) this.writeNow(state());
    });
  }

  writeNow(state: State): void {
    this.#isDue = false;
    // Nobody will read it: that takes a world in which supervisors are killed.
    if (this.#processes.faults.killed === 0) return;
    const identityOf = (name: string, run: number) => this.#identityOf(name, run);
    this.#page = writePage({
      state,
      ledger: this.#ledger,
      processes: this.#processes,
      wallMs: this.#wallMs,
      identityOf,
    });
  }

  /** What a new supervisor begins with: null when there is nothing to go on with. */
  takeOver({ config, exitOn }: { config: Config; exitOn: ExitOn }): Extract<Event, { type: 'restored' }> | null {
    const { nowMs } = this.#queue;
    const page = this.#page;
    this.#isDue = false;
    this.#setClock();
    const { services } = page ? this.#read(page, config) : NOTHING;
    const lastRuns = new Map(services.map(({ name, runs }) => [name, runs]));
    this.#processes.takeOver(services, page?.trees ?? new Map());
    for (const { name, live } of services) {
      const tree = live && this.#processes.find(name, live.run);
      if (tree) tree.knownBornMs = Math.min(live.startedMs, nowMs);
    }
    const memory = page && services.length > 0 ? page.memory : noMemory(this.#ledger.known.specs);
    this.#ledger.resume(memory, new Set(lastRuns.keys()));
    const names = new Set([...memory.specs.keys(), ...config.byName.keys()]);
    const edits = new Map(
      [...names].map((name) => [name, whatChanged(memory.specs.get(name), config.byName.get(name))]),
    );
    this.#ledger.reloaded(config.byName, edits, nowMs, 'another');
    for (const { live, removed } of services) if (live && removed) this.#ledger.known.leave(removed);
    if (services.length === 0) return null;
    for (const { name, ended, live } of services) {
      // It was being ended, for reasons of that time, or is ended now and starts anew.
      if (live ? live.stopRequested : !ended) this.#ledger.times.provoke(name, nowMs);
      const isDone = config.byName.get(name)?.kind === 'oneshot' && ended?.is === 'exited' && ended.code === 0;
      if (exitOn !== 'never' && ended && !isDone && !live) this.#ledger.triesAgain(name, nowMs);
    }
    return { type: 'restored', services };
  }

  adopt({ name, run, identity }: Extract<Effect, { type: 'adopt' }>, event: Event): void {
    const was = event.type === 'restored' ? event.services.find((service) => service.name === name) : undefined;
    const tree = was ? this.#processes.adopt(name, run, identity.session) : null;
    // What the journal does not tell of its health is asked anew.
    if (tree && !was?.live?.wasReady) tree.passed = false;
    // It was to end already.
    if (tree && was?.live?.stopRequested) tree.interrupted = true;
    if (!tree) throw new Violation('adoptsWhatWasLeft', `run ${run} of ${name} was not left by an earlier supervisor`);
  }

  #read(page: Page, config: Config): Restored {
    return whatWas({
      journal: page,
      specs: config.specs,
      clockMs: -this.#wallMs,
      obstacleOf: (name, run) => (this.#identityOf(name, run.run) ? null : 'it has a terminal'),
    });
  }

  #identityOf(name: string, run: number): RunIdentity | null {
    const tree = this.#processes.find(name, run);
    return tree?.adoptable ? { pid: tree.pid, session: String(tree.session) } : null;
  }

  /** Somebody sets the wall clock now and then. */
  #setClock(): void {
    if (!this.#random.chance(0.3)) return;
    this.clockJumps++;
    this.#wallMs += this.#random.pick([1, 1000, DAY_MS]) * this.#random.pick([-2, -1, 1, 2]);
  }
}

const NOTHING: Restored = { services: [], restarted: [] };
