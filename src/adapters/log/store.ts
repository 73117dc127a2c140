import type { Purpose } from '../../core/effect.ts';
import { createBlockPool } from './backlog.ts';
import { SavedRun, type Wake } from './saved-run.ts';
import type { StoreContext, StoredRun, StoreOptions } from './store-context.ts';

/** Stores the output of all runs on disk. */
export interface LogStore {
  /** Begins a run. */
  open(run: { readonly name: string; readonly run: number; readonly purpose: Purpose }): StoredRun;
  /**
   * Settles when everything is on disk, or after `timeoutMs`, when the rest is given up. Nothing may be written
   * afterwards.
   */
  close(timeoutMs?: number): Promise<void>;
}

/** The most output of all runs that waits for the disk. */
const MAX_WAITING_BYTES = 16 * 1024 * 1024;
/**
 * How many writes run at the same time. One of the pool's four threads stays free for others, even if the disk hangs.
 */
const THREADS = 3;

/**
 * Creates a store. A write costs the caller one copy, and the rest happens in the background. When the disk is slower
 * than the services, the oldest unwritten bytes are dropped, and their number is recorded.
 */
export function createLogStore(options: StoreOptions): LogStore {
  const context: StoreContext = {
    nowMs: Date.now,
    keepRuns: 5,
    maxBytes: 10 * 1024 * 1024,
    flushMs: 100,
    retryMs: 10_000,
    // loaded when the first bytes are due, so no service waits for it
    openFiles: async (...run) => (await import('./store-files.ts')).openRunFiles(...run),
    ...options,
    pool: createBlockPool(MAX_WAITING_BYTES),
    disk: { slowAtMs: Number.NEGATIVE_INFINITY },
  };
  const open = new Set<SavedRun>();
  /** Runs with output to write: at the next turn, at this turn, when a thread is free, or immediately. */
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

  /** Begins a turn. A run whose last write hangs keeps its thread, and no other run waits for it. */
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

  /** Forgets a run whose output is all on disk. */
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

  /** Pauses after an error of the disk. New output waits, as far as there is space. */
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
