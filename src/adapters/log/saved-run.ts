import { Backlog, type Block } from './backlog.ts';
import type { RunFiles, RunName, StoreContext, StoredRun } from './store-context.ts';

/** What waits of one run, at most. */
const MAX_WAITING_BYTES = 4 * 1024 * 1024;
/** More than this between two turns is a flood. */
const FLOOD_BYTES = 512 * 1024;
/** How often to look at most whether the files were moved: a look takes longer than a write. */
const LOOK_MS = 1000;
/** A disk that once took longer for a chunk of a flood is left to the other threads for a while. */
const SLOW_MS = 100;
const SLOW_FOR_MS = 2000;
/** So that the lines of several services come out of their files in the order in which they went in. */
const MARK_GRAIN_MS = 1;

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
  /** Since the last turn. */
  #bytes = 0;
  #wasFlooding = false;
  #pid: number | null = null;
  #lookedMs = 0;
  #notedPid: number | null = null;
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
    const atMs = this.#context.nowMs();
    this.#bytes += chunk.length;
    if (!this.#isFlooding() || !this.#writeNow(chunk, atMs)) this.#backlog.write(chunk, atMs);
    if (this.#isFlooding() && !this.#files) this.#wake.now(this);
    else this.#wake.later(this);
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

  /** Writes what waits. True: more is worth a write at once. Throws what the file system says. */
  async save(): Promise<boolean> {
    if (this.isDone) return false;
    await this.#open();
    this.#wasFlooding = this.#bytes > FLOOD_BYTES;
    this.#bytes = 0;
    if (this.#wasFlooding && !this.#files!.isUntidy && this.#writeNow()) return false;
    this.#saving = true;
    try {
      return await this.#save(this.#files!);
    } finally {
      this.#saving = false;
    }
  }

  /** Files that were deleted are begun anew, if that can be done; what was in them is noted as skipped. */
  async #open(): Promise<void> {
    const before = this.#files;
    const nowMs = this.#context.nowMs();
    if (before && Math.abs(nowMs - this.#lookedMs) < LOOK_MS && !before.isDeleted) return;
    this.#lookedMs = nowMs;
    if (await before?.isThere()) return;
    try {
      this.#files = await this.#context.openFiles(this.#name, this.#context);
    } catch (error) {
      if (before) return; // the project was moved, and they with it
      throw error;
    }
    if (!before) return;
    this.#backlog.lost(before.size);
    this.#pid ??= this.#notedPid;
    await before.close();
  }

  async #save(files: RunFiles): Promise<boolean> {
    if (this.#pid !== null) await files.note({ pid: this.#pid });
    this.#notedPid = this.#pid ?? this.#notedPid;
    this.#pid = null;
    await this.#append(files);
    await files.settle();
    // more may have come, and the end, while the disk was waited for
    if (this.#endMs === null) return false;
    if (this.#backlog.size > 0) return true;
    await this.#finish(files, this.#endMs);
    return false;
  }

  async close(): Promise<void> {
    await this.#files?.close();
  }

  #isFlooding(): boolean {
    return this.#wasFlooding || this.#bytes > FLOOD_BYTES;
  }

  /**
   * A flood is written at once, from where it was read into: to go by way of another thread costs a turn of the event
   * loop, in which more comes than may wait. Not when the disk was slow, or has not answered yet, or at the end.
   */
  #writeNow(chunk?: Buffer, atMs = this.#context.nowMs()): boolean {
    const { disk, nowMs } = this.#context;
    const files = this.#files;
    if (this.#saving || !files || this.#endMs !== null || Math.abs(atMs - disk.slowAtMs) < SLOW_FOR_MS) return false;
    const blocks = this.#backlog.take();
    const all = chunk ? [...blocks, this.#backlog.pass(chunk, atMs)] : blocks;
    const size = sizeAfter(files, all);
    try {
      files.appendNow(all);
    } catch {
      this.#backlog.lost(size - files.size + skippedIn(all));
      disk.slowAtMs = atMs; // the next write, by another thread, will tell why
    }
    this.#giveBack(blocks);
    if (nowMs() - atMs > SLOW_MS) disk.slowAtMs = nowMs();
    return true;
  }

  async #append(files: RunFiles): Promise<void> {
    const blocks = this.#backlog.take();
    if (blocks.length === 0) return;
    const size = sizeAfter(files, blocks);
    try {
      await files.append(blocks);
    } catch (error) {
      this.#backlog.lost(size - files.size + skippedIn(blocks));
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

function skippedIn(blocks: readonly Block[]): number {
  return blocks.reduce((sum, block) => sum + block.skippedBefore, 0);
}
