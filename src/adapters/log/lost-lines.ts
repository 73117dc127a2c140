import type { ByteRing } from './byte-ring.ts';

/** Counts the lines that a ring has lost. */
export class LostLines {
  readonly #bytes: ByteRing;
  #counted = 0;
  #lines = 0;

  constructor(bytes: ByteRing) {
    this.#bytes = bytes;
  }

  /** Counts the lines that a chunk will overwrite. */
  willLose(chunk: Buffer): void {
    this.#estimate();
    const from = this.#counted;
    const to = Math.max(this.#bytes.startAfter(chunk.length), from);
    const there = Math.min(to, this.#bytes.end);
    this.#lines += there > from ? this.#bytes.newlines(from, there) : 0;
    // the beginning of a chunk that is larger than the ring
    for (let at = chunk.indexOf(10); at >= 0 && this.#bytes.end + at < to; at = chunk.indexOf(10, at + 1))
      this.#lines++;
    this.#counted = to;
  }

  /** The number of newlines before an offset that is still in the ring. */
  before(offset: number): number {
    this.#estimate();
    const to = Math.max(offset, this.#counted);
    return this.#lines + (to > this.#counted ? this.#bytes.newlines(this.#counted, to) : 0);
  }

  /** Estimates the lines that were overwritten while nobody counted, by the present length of lines. */
  #estimate(): void {
    const { start, end } = this.#bytes;
    if (start <= this.#counted) return;
    const perByte = this.#bytes.newlines(start, end) / (end - start);
    this.#lines += Math.ceil((start - this.#counted) * perByte);
    this.#counted = start;
  }
}
