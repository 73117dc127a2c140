import { Backlog, type Block } from './backlog.ts';
import type { RunFiles, RunName, StoreContext, StoredRun } from './store-context.ts';

/** The most output of one run that waits for the disk. */
const MAX_WAITING_BYTES = 4 * 1024 * 1024;
/** More than this between two turns counts as a flood. */
const FLOOD_BYTES = 512 * 1024;
/** The shortest time between two checks whether the files were moved. A check takes longer than a write. */
const LOOK_MS = 1000;
/** After a chunk of a flood took this long, only other threads write to the disk for a while. */
const SLOW_MS = 100;
const SLOW_FOR_MS = 2000;
/** Fine enough to merge the lines of several services from their files in the original order. */
const MARK_GRAIN_MS = 1;

/** A run calls this when it has something for the disk. */
export interface Wake {
  /** Writes soon, together with what comes until then. */
  later(run: SavedRun): void;
  now(run: SavedRun): void;
}

/** One run: its output that waits for the disk, and its files. */
export class SavedRun implements StoredRun {
  readonly #name: RunName;
  readonly #context: StoreContext;
  readonly #wake: Wake;
  readonly #backlog: Backlog;
  #files: RunFiles | null = null;
  #saving = false;
  /** The bytes since the last turn. */
  #bytes = 0;
  #wasFlooding = false;
  #pid: number | null = null;
  #lookedMs = 0;
  #notedPid: number | null = null;
  #exit: { code: number | null; signal: string | null } = { code: null, signal: null };
  #endMs: number | null = null;
  /** Whether the run is over and all its output is on disk. */
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

  /**
   * Writes the waiting output. True: there is enough for another write at once. Throws the error of the file system.
   */
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

  /** Opens the files. Deleted files are created again, if possible, and their lost content is recorded as skipped. */
  async #open(): Promise<void> {
    const before = this.#files;
    const nowMs = this.#context.nowMs();
    if (before && Math.abs(nowMs - this.#lookedMs) < LOOK_MS && !before.isDeleted) return;
    this.#lookedMs = nowMs;
    if (await before?.isThere()) return;
    try {
      this.#files = await this.#context.openFiles(this.#name, this.#context);
    } catch (error) {
      if (before) return; // the project was moved, together with the files
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
    // more output, or the end of the run, may have come during the write
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
   * Writes a flood at once, from the buffer into which it was read. Another thread would cost a turn of the event loop,
   * in which more output comes than may wait. Not used when the disk was slow or has not answered yet, or at the end.
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
      disk.slowAtMs = atMs; // the next write, in another thread, will report the reason
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
