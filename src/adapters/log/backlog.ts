/** Bytes of a run that are not on disk yet. */
export interface Block {
  readonly bytes: Buffer;
  used: number;
  /**
   * Offsets in the block with the time at which the bytes from there on came, in ms since 1970. The first offset is 0.
   */
  readonly times: { at: number; atMs: number }[];
  /** How many bytes before this block were dropped. */
  skippedBefore: number;
}

/** The memory that all runs share for output that is not on disk yet. */
export interface BlockPool {
  /** Null when all memory is in use. `must`: return a block anyway. */
  take(must: boolean): Block | null;
  give(block: Block): void;
}

const BLOCK_BYTES = 64 * 1024;
const SPARE_BLOCKS = 32;

export function createBlockPool(maxBytes: number): BlockPool {
  const spare: Buffer[] = [];
  let out = 0;
  return {
    take(must) {
      if (!must && out * BLOCK_BYTES >= maxBytes) return null;
      out++;
      const bytes = spare.pop() ?? Buffer.allocUnsafeSlow(BLOCK_BYTES);
      return { bytes, used: 0, times: [], skippedBefore: 0 };
    },
    give({ bytes }) {
      out--;
      if (spare.length < SPARE_BLOCKS) spare.push(bytes);
    },
  };
}

/** The output of one run that is not on disk yet, oldest first. If there is too much, the oldest blocks are dropped. */
export class Backlog {
  #blocks: Block[] = [];
  #lastMarkMs = Number.NEGATIVE_INFINITY;
  /** Bytes that were dropped after the last kept block. */
  #skipped = 0;
  readonly #pool: BlockPool;
  readonly #grainMs: number;
  readonly #maxBlocks: number;

  /** Times are recorded every `grainMs`, and at the beginning of each block. */
  constructor({ pool, grainMs, maxBytes }: { pool: BlockPool; grainMs: number; maxBytes: number }) {
    this.#pool = pool;
    this.#grainMs = grainMs;
    this.#maxBlocks = Math.max(1, Math.floor(maxBytes / BLOCK_BYTES));
  }

  /** The number of waiting blocks. */
  get size(): number {
    return this.#blocks.length;
  }

  write(chunk: Buffer, atMs: number): void {
    for (let from = 0; from < chunk.length; ) {
      const block = this.#open();
      if (block.used === 0) this.#lastMarkMs = Number.NEGATIVE_INFINITY;
      this.#mark(block, atMs);
      const copied = chunk.copy(block.bytes, block.used, from);
      block.used += copied;
      from += copied;
    }
  }

  /** Passes a chunk on as a separate block without a copy. Only while no block waits before it. */
  pass(chunk: Buffer, atMs: number): Block {
    const block: Block = { bytes: chunk, used: 0, times: [], skippedBefore: this.#skipped };
    this.#skipped = 0;
    this.#mark(block, atMs);
    block.used = chunk.length;
    return block;
  }

  /** Takes all blocks out. They return to the pool once they are on disk. */
  take(): Block[] {
    return this.#blocks.splice(0);
  }

  /** Records that bytes which were taken out could not be kept. */
  lost(bytes: number): void {
    const next = this.#blocks[0];
    if (next) next.skippedBefore += bytes;
    else this.#skipped += bytes;
  }

  #mark(block: Block, atMs: number): void {
    if (Math.abs(atMs - this.#lastMarkMs) < this.#grainMs) return;
    block.times.push({ at: block.used, atMs });
    this.#lastMarkMs = atMs;
  }

  /** A block with space in it. */
  #open(): Block {
    const last = this.#blocks.at(-1);
    if (last && last.used < last.bytes.length) return last;
    const fresh =
      (this.#blocks.length < this.#maxBlocks && this.#pool.take(this.#blocks.length === 0)) || this.#reuse();
    fresh.skippedBefore += this.#skipped;
    this.#skipped = 0;
    this.#blocks.push(fresh);
    return fresh;
  }

  #reuse(): Block {
    const oldest = this.#blocks.shift();
    if (!oldest) throw new Error('a run without a block is always given one');
    const lost = oldest.skippedBefore + oldest.used;
    const fresh = { bytes: oldest.bytes, used: 0, times: [], skippedBefore: 0 };
    const next = this.#blocks[0];
    if (next) next.skippedBefore += lost;
    else fresh.skippedBefore = lost;
    return fresh;
  }
}
