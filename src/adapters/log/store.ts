import type { Purpose } from '../../core/effect.ts';
import { createBlockPool } from './backlog.ts';
import { SavedRun, type Wake } from './saved-run.ts';
import type { StoreContext, StoredRun, StoreOptions } from './store-context.ts';

/** The output of all runs, on disk. */
export interface LogStore {
  /** A run begins. */
  open(run: { readonly name: string; readonly run: number; readonly purpose: Purpose }): StoredRun;
  /** Settles when all is on disk, or `timeoutMs` later: then the rest is given up. Nothing may be written after. */
  close(timeoutMs?: number): Promise<void>;
}

/** What waits for the disk, of all runs. */
const MAX_WAITING_BYTES = 16 * 1024 * 1024;
/** How much goes on at a time: one thread of the pool's four stays free for others, also when the disk hangs. */
const THREADS = 3;

/**
 * A store whose writes cost the caller one copy; the rest happens in the background. When the disk is slower than the services, the oldest bytes
 * that are not written yet are dropped, and their number is noted.
 */
export function createLogStore(options: StoreOptions): LogStore {
  const context: StoreContext = {
    nowMs: Date.now,
    keepRuns: 5,
    maxBytes: 10 * 1024 * 1024,
    flushMs: 100,
    retryMs: 10_000,
    // loaded when the first bytes are due: no service waits for it
    openFiles: async (...run) => (await import('./store-files.ts')).openRunFiles(...run),
    ...options,
    pool: createBlockPool(MAX_WAITING_BYTES),
    disk: { slowAtMs: Number.NEGATIVE_INFINITY },
  };
  const open = new Set<SavedRun>();
  /** Those with something to write: at the next turn, at this turn, as soon as there is a free thread, right now. */
  const waiting = new Set<SavedRun>();
  const due = new Set<SavedRun>();
  const urgent = new Set<SavedRun>();
  const busy = new Set<SavedRun>();
  let timer: NodeJS.Timeout | undefined;
  let working = 0;
  const atRest: (() => void)[] = [];
  let resting = false;
  let warned = false;
  let closed = false;

  const wake: Wake = {
    later(run) {
      waiting.add(run);
      schedule();
    },
    now(run) {
      urgent.add(run);
      if (!closed) save();
    },
  };

  return {
    open(run) {
      const opened = new SavedRun({ ...run, startMs: context.nowMs() }, context, wake);
      open.add(opened);
      wake.later(opened);
      return opened;
    },
    async close(timeoutMs = 2000) {
      closed = true;
      clearTimeout(timer);
      let deadline: NodeJS.Timeout | undefined;
      const givenUp = new Promise<void>((resolve) => {
        deadline = setTimeout(resolve, timeoutMs);
      });
      await Promise.race([saveLast(), givenUp]);
      clearTimeout(deadline);
    },
  };

  function schedule(): void {
    if (!resting && !closed) timer ??= setTimeout(save, context.flushMs);
  }

  /** Begins a turn. One whose last write hangs keeps its thread, and nobody else waits for it. */
  function save(): void {
    if (resting) return;
    clearTimeout(timer);
    timer = undefined;
    for (const run of waiting) due.add(run);
    waiting.clear();
    while (working < THREADS) {
      const run = next();
      if (!run) return;
      void work(run);
    }
  }

  async function work(first: SavedRun): Promise<void> {
    working += 1;
    for (let run: SavedRun | undefined = first; run; run = next()) {
      busy.add(run);
      try {
        if (await run.save()) urgent.add(run);
        else if (run.isDone) forget(run);
      } catch (error) {
        due.add(run);
        rest(error);
      }
      busy.delete(run);
    }
    working -= 1;
    if (working === 0) for (const tell of atRest.splice(0)) tell();
  }

  /** All of it is on disk. */
  function forget(run: SavedRun): void {
    for (const runs of [open, waiting, due, urgent]) runs.delete(run);
  }

  function next(): SavedRun | undefined {
    if (resting) return undefined;
    const run = first(urgent) ?? first(due);
    if (run) urgent.delete(run);
    if (run) due.delete(run);
    return run;
  }

  function first(runs: Set<SavedRun>): SavedRun | undefined {
    for (const run of runs) if (!busy.has(run)) return run;
    return undefined;
  }

  async function saveLast(): Promise<void> {
    resting = false;
    save();
    if (working > 0) await new Promise<void>((resolve) => atRest.push(resolve));
    clearTimeout(timer);
    await Promise.all([...open].map((run) => run.close().catch(() => {})));
  }

  /** The disk refused something. What comes meanwhile waits, as far as there is room. */
  function rest(error: unknown): void {
    resting = true;
    clearTimeout(timer);
    timer = setTimeout(() => {
      timer = undefined;
      resting = false;
      save();
    }, context.retryMs).unref();
    if (warned) return;
    warned = true;
    const reason = error instanceof Error ? error.message : String(error);
    context.warn(`cannot keep the output of services in ${context.dir}: ${reason}`);
  }
}
