import type { Purpose } from '../../src/core/effect.ts';
import type { Event } from '../../src/core/event.ts';
import type { RestoredService } from '../../src/core/restored.ts';
import type { ProcessSpec, SignalName } from '../../src/core/service.ts';
import type { EventQueue } from './event-queue.ts';
import type { Faults } from './faults.ts';
import { isAlive, isOver, newTree, type Tree } from './process-tree.ts';
import { healthOfImage, ODD_CODE } from './project.ts';
import type { Random } from './random.ts';

/** Programs that run, fail, hang, ignore signals and leave children behind. */
export class Processes {
  readonly #queue: EventQueue;
  readonly #random: Random;
  readonly #report: (event: Event) => void;
  #trees = new Map<string, Tree[]>();
  #all: Tree[] = [];
  /** The supervisor that is there; reports to an earlier one reach nobody. */
  session = 1;
  faults: Faults;

  constructor(parts: { queue: EventQueue; random: Random; faults: Faults; report: (event: Event) => void }) {
    this.#queue = parts.queue;
    this.#random = parts.random;
    this.faults = parts.faults;
    this.#report = parts.report;
  }

  /** All runs of a service so far, the oldest first. */
  of(name: string): readonly Tree[] {
    return this.#trees.get(name) ?? [];
  }

  find(name: string, run: number): Tree | undefined {
    return this.of(name).findLast((tree) => tree.run === run);
  }

  all(): Iterable<Tree> {
    return this.#all;
  }

  /** `env`: what it is born with, where that is no longer what the spec says. */
  spawn(asked: ProcessSpec, run: number, purpose: Purpose, env: ProcessSpec['env'] | null): void {
    const health = asked.container && purpose === 'exec' ? healthOfImage(asked.name) : null;
    const spec = { ...asked, ...(env && { env }), ...(health && asked.kind === 'service' && { health }) };
    const { name } = spec;
    const random = this.#random;
    const tree = newTree({
      spec,
      asked,
      run,
      purpose,
      session: this.session,
      nowMs: this.#queue.nowMs,
      random,
      faults: this.faults,
    });
    this.#trees.set(name, [...this.of(name), tree]);
    this.#all.push(tree);
    if (random.chance(this.faults.spawnFail)) {
      tree.leader = false;
      return this.#tell(tree, { type: 'spawn-failed', name, run, message: 'no such directory' });
    }
    const begin = () => {
      tree.making = null;
      const found = health && spec.kind === 'service' ? { health } : {};
      this.#tell(tree, { type: 'spawned', name, run, pid: tree.pid, ...(env ? { env } : {}), ...found });
      this.#plan(tree);
    };
    if (asked.container && purpose === 'exec') tree.making = this.#queue.in(this.#makingMs(), begin);
    else begin();
  }

  /** An engine may take long to make a container, or hang. */
  #makingMs(): number {
    const random = this.#random;
    if (!random.chance(this.faults.slow)) return random.int(0, 50);
    return random.chance(0.2) ? 1_000_000 : random.int(50, 3000);
  }

  /** To the whole tree. What gets one does not react at once. */
  signal(name: string, run: number, signal: SignalName): void {
    const tree = this.find(name, run);
    if (!tree || !isAlive(tree)) return;
    if (tree.making) return this.#giveUp(tree);
    const random = this.#random;
    if (signal === 'SIGKILL') {
      if (tree.leader) this.#leaderEnds(tree, null, 'SIGKILL');
      else if (!random.chance(this.faults.forkRace)) this.#straysEnd(tree);
      return;
    }
    if (signal === 'SIGHUP' || tree.stubborn) return;
    this.#endsSoon(tree, signal);
  }

  /** It is stopped before its container was there. */
  #giveUp(tree: Tree): void {
    if (tree.making) tree.making.cancelled = true;
    tree.making = null;
    tree.leader = false;
    this.#tell(tree, { type: 'spawn-failed', name: tree.spec.name, run: tree.run, message: 'it was stopped' });
  }

  /** The command (or keys, on a terminal) works, also where signals are ignored; or it fails, does nothing, or is given up in the end. */
  stop(name: string, run: number): void {
    const tree = this.find(name, run);
    if (!tree) return;
    const random = this.#random;
    tree.commandedMs ??= this.#queue.nowMs;
    const bad = random.chance(this.faults.fail) ? random.pick(['fails', 'idles', 'hangs'] as const) : null;
    if (bad === null && isAlive(tree)) this.#endsSoon(tree, null);
    const { stopTimeoutMs } = tree.spec.lifecycle;
    const afterMs = bad === 'hangs' ? stopTimeoutMs - random.int(0, 20) : random.int(0, 200);
    const { session } = this;
    this.#queue.in(afterMs, () => {
      const ok = bad === null || bad === 'idles';
      if (session !== this.session) return;
      tree.commandFailed = !ok;
      this.#report({ type: 'stop-command-ended', name, run, ok });
    });
  }

  #endsSoon(tree: Tree, signal: SignalName | null): void {
    const random = this.#random;
    tree.dying = true;
    this.#queue.in(random.int(0, random.chance(0.2) ? 1500 : 60), () => {
      tree.dying = false;
      if (!tree.leader) this.#straysEnd(tree);
      else if (signal && random.chance(0.5)) this.#leaderEnds(tree, null, signal);
      else this.#leaderEnds(tree, random.pick([0, 0, 1, 143]), null);
    });
  }

  /** All runs by service, as they are to be known to who reads the journal of this moment. */
  remember(): ReadonlyMap<string, readonly Tree[]> {
    return new Map([...this.#trees].map(([name, trees]) => [name, [...trees]]));
  }

  /**
   * Another supervisor is there. What it goes on with, by name and run, is kept; what else lives is ended, and of what the
   * journal does not know nothing is remembered: neither a run, nor how one ended, nor what came of it. `trees`: the runs
   * that there had been when the journal was written. One that came between them may have known fewer.
   */
  takeOver(written: readonly RestoredService[], trees: ReadonlyMap<string, readonly Tree[]>): void {
    this.session++;
    const isGoneOnWith = new Set<Tree>();
    const former = this.#all;
    this.#trees = new Map();
    for (const was of written) {
      const known = (trees.get(was.name) ?? []).filter((tree) => tree.run <= was.runs);
      this.#trees.set(was.name, known);
      for (const tree of known) {
        if (was.live?.run !== tree.run) continue;
        isGoneOnWith.add(tree);
        tree.told = 'spawned';
      }
      const last = known.at(-1);
      if (!last) continue;
      // A supervisor to which it was of another kind may have forgotten what the journal still tells this one.
      last.forgotten = !was.ended;
      if (was.ended) continue;
      if (was.lastExit?.run !== last.run) last.interrupted = true;
    }
    for (const tree of former) if (!isGoneOnWith.has(tree)) this.#leftoverEnds(tree);
    this.#all = [...this.#trees.values()].flat();
  }

  /** What had become of the run by then is told anew. Null: there is no such run. */
  adopt(name: string, run: number, session: string): Tree | null {
    const tree = this.find(name, run);
    if (!tree || String(tree.session) !== session) return null;
    tree.told = 'spawned';
    tree.stoppedMs = null;
    tree.signalledMs = null;
    tree.commandedMs = null;
    tree.commandFailed = false;
    tree.killed = false;
    tree.interrupted = false;
    tree.forgotten = false;
    tree.exitToldMs = null;
    tree.lastReportMs = this.#queue.nowMs;
    if (!tree.leader) this.#tell(tree, { type: 'exited', name, run, ...(tree.exit ?? { code: null, signal: null }) });
    if (!isAlive(tree)) this.#tell(tree, { type: 'tree-gone', name, run });
    return tree;
  }

  #leftoverEnds(tree: Tree): void {
    if (isOver(tree)) return;
    if (tree.plan) tree.plan.cancelled = true;
    if (tree.making) tree.making.cancelled = true;
    tree.making = null;
    tree.leader = false;
    tree.strays = false;
    tree.told = 'tree-gone';
  }

  /** From now on everything is well; what would have crashed does not. */
  heal(faults: Faults): void {
    this.faults = faults;
    const { nowMs } = this.#queue;
    for (const tree of this.all()) {
      tree.healthyFromMs = Math.min(tree.healthyFromMs, nowMs + 100);
      tree.sickFromMs = Number.POSITIVE_INFINITY;
      if (tree.making && tree.making.atMs > nowMs + 100) {
        tree.making.cancelled = true;
        tree.making = this.#queue.in(50, tree.making.happen);
      }
      if (tree.purpose === 'exec' && tree.spec.kind === 'service' && tree.plan) tree.plan.cancelled = true;
    }
  }

  #plan(tree: Tree): void {
    const random = this.#random;
    if (tree.purpose === 'exec' && tree.spec.kind === 'service') {
      if (!random.chance(this.faults.crash)) return;
      const ends = random.pick([
        () => this.#leaderEnds(tree, 0, null),
        () => this.#leaderEnds(tree, 1, null),
        () => this.#leaderEnds(tree, ODD_CODE, null),
        () => this.#leaderEnds(tree, null, 'SIGSEGV'),
      ]);
      tree.plan = this.#queue.in(random.chance(0.5) ? random.int(0, 100) : random.int(0, 6000), ends);
    } else {
      const code = random.chance(this.faults.fail) ? random.pick([1, ODD_CODE]) : 0;
      tree.plan = this.#queue.in(random.int(0, random.chance(0.2) ? 3000 : 400), () =>
        this.#leaderEnds(tree, code, null),
      );
    }
  }

  #leaderEnds(tree: Tree, code: number | null, signal: SignalName | null): void {
    if (!tree.leader) return;
    tree.leader = false;
    if (tree.plan) tree.plan.cancelled = true;
    tree.strays = this.#random.chance(signal === 'SIGKILL' ? this.faults.forkRace : this.faults.strays);
    tree.exit = { code, signal };
    this.#tell(tree, { type: 'exited', name: tree.spec.name, run: tree.run, code, signal });
    if (!tree.strays) this.#tell(tree, { type: 'tree-gone', name: tree.spec.name, run: tree.run });
  }

  #straysEnd(tree: Tree): void {
    if (!tree.strays) return;
    tree.strays = false;
    this.#tell(tree, { type: 'tree-gone', name: tree.spec.name, run: tree.run });
  }

  #tell(tree: Tree, event: Event & { type: Exclude<Tree['told'], 'nothing'> }): void {
    const delayMs = this.#random.chance(this.faults.late) ? this.#random.int(0, 900) : this.#random.int(0, 8);
    tree.lastReportMs = Math.max(tree.lastReportMs, this.#queue.nowMs + delayMs);
    const { session } = this;
    this.#queue.at(tree.lastReportMs, () => {
      if (session !== this.session) return;
      tree.told = event.type;
      if (event.type === 'exited') tree.exitToldMs = this.#queue.nowMs;
      if (event.type === 'tree-gone') tree.goneToldMs = this.#queue.nowMs;
      this.#report(event);
    });
  }
}
