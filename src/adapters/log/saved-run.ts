import { Backlog, type Block } from './backlog.ts';
import type { RunName, StoreContext, StoredRun } from './store-context.ts';
import type { RunFiles } from './store-files.ts';

/** What waits of one run, at most. */
const MAX_WAITING_BYTES = 4 * 1024 * 1024;
/** More blocks than these are a flood. */
const MANY_BLOCKS = 16;
/** A disk that once took longer for a flood is left to the other threads for a while. */
const SLOW_MS = 30;
const SLOW_FOR_MS = 5000;
/** How long a flood counts as one after it was last seen. */
const FLOOD_MS = 500;
const MARK_GRAIN_MS = 100;

/** What a run calls when it has something for the disk. */
export interface Wake {
  /** Soon enough, with what comes until then. */
  later(run: SavedRun): void;
  now(run: SavedRun): void;
}

/** One run: what waits for the disk, and what is there. */
export class SavedRun implements StoredRun {
  readonly #name: RunName;
  readonly #context: StoreContext;
  readonly #wake: Wake;
  readonly #backlog: Backlog;
  #files: RunFiles | null = null;
  #saving = false;
  #floodAtMs = Number.NEGATIVE_INFINITY;
  #pid: number | null = null;
  #exit: { code: number | null; signal: string | null } = { code: null, signal: null };
  #endMs: number | null = null;
  /** It is over, and all of it is on disk. */
  isDone = false;

  constructor(name: RunName, context: StoreContext, wake: Wake) {
    this.#name = name;
    this.#context = context;
    this.#wake = wake;
    this.#backlog = new Backlog({ pool: context.pool, grainMs: MARK_GRAIN_MS, maxBytes: MAX_WAITING_BYTES });
  }

  write(chunk: Buffer): void {
    if (this.#endMs !== null) return;
    this.#backlog.write(chunk, this.#context.nowMs());
    if (this.#backlog.size <= MANY_BLOCKS) this.#wake.later(this);
    else if (!this.#files) this.#wake.now(this);
    else if (!this.#saveNow()) this.#wake.later(this);
  }

  started(pid: number): void {
    this.#pid = pid;
    this.#wake.later(this);
  }

  exited(code: number | null, signal: string | null): void {
    this.#exit = { code, signal };
  }

  end(): void {
    if (this.#endMs !== null) return;
    this.#endMs = this.#context.nowMs();
    this.#wake.now(this);
  }

  /** Writes some of what waits. True: more is worth a write at once. Throws what the file system says. */
  async save(): Promise<boolean> {
    if (this.isDone) return false;
    this.#files ??= await openFiles(this.#name, this.#context);
    if (this.#isFlooding() && this.#saveNow()) return false;
    this.#saving = true;
    try {
      return await this.#save(this.#files);
    } finally {
      this.#saving = false;
    }
  }

  async #save(files: RunFiles): Promise<boolean> {
    if (this.#pid !== null) await files.note({ pid: this.#pid });
    this.#pid = null;
    await this.#append(files);
    if (this.#endMs === null) return false;
    if (this.#backlog.size > 0) return true;
    await this.#finish(files, this.#endMs);
    return false;
  }

  async close(): Promise<void> {
    await this.#files?.close();
  }

  /**
   * A flood is written at once, while it is hot in the cache: to go by way of another thread costs a turn of the event
   * loop, in which more comes than may wait. Not when that disk was slow, or has not answered yet.
   */
  #saveNow(): boolean {
    const { disk, nowMs } = this.#context;
    const files = this.#files;
    const beginMs = nowMs();
    if (this.#saving || !files || Math.abs(beginMs - disk.slowAtMs) < SLOW_FOR_MS) return false;
    const blocks = this.#backlog.take();
    const size = sizeAfter(files, blocks);
    try {
      files.appendNow(blocks);
    } catch {
      this.#backlog.lost(size - files.size);
      disk.slowAtMs = beginMs; // the next write, by another thread, will tell why
    }
    this.#giveBack(blocks);
    this.#floodAtMs = nowMs();
    if (this.#floodAtMs - beginMs > SLOW_MS) disk.slowAtMs = this.#floodAtMs;
    return true;
  }

  /** A flood that is written by the way of another thread for once would not be over it for long. */
  #isFlooding(): boolean {
    if (this.#endMs !== null) return false;
    return this.#backlog.size > MANY_BLOCKS || Math.abs(this.#context.nowMs() - this.#floodAtMs) < FLOOD_MS;
  }

  async #append(files: RunFiles): Promise<void> {
    const blocks = this.#backlog.take();
    if (blocks.length === 0) return;
    const size = sizeAfter(files, blocks);
    try {
      await files.append(blocks);
    } catch (error) {
      this.#backlog.lost(size - files.size);
      throw error;
    } finally {
      this.#giveBack(blocks);
    }
  }

  #giveBack(blocks: readonly Block[]): void {
    for (const block of blocks) this.#context.pool.give(block);
  }

  async #finish(files: RunFiles, endMs: number): Promise<void> {
    await files.note({ endMs, ...this.#exit });
    await files.close();
    this.isDone = true;
  }
}

function sizeAfter(files: RunFiles, blocks: readonly Block[]): number {
  return blocks.reduce((sum, block) => sum + block.used, files.size);
}

/** Loaded when the first bytes are due: no run waits for it. */
async function openFiles(name: RunName, context: StoreContext): Promise<RunFiles> {
  const { openRunFiles } = await import('./store-files.ts');
  return openRunFiles(name, context);
}
