const FIRST_BYTES = 16 * 1024;

/** The last bytes of a stream, each with its offset in the whole stream. Grows up to `maxBytes`, then overwrites. */
export class ByteRing {
  /** How many bytes have ever been written. */
  end = 0;
  #bytes = Buffer.alloc(0);
  #maxBytes: number;
  /** Bytes before this offset did not fit after a change of size, and are gone. */
  #lostBefore = 0;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /** The offset of the oldest byte that is kept. */
  get start(): number {
    return Math.max(this.#lostBefore, this.end - this.#bytes.length);
  }

  /** Sets the number of bytes that the ring keeps. The last of the present bytes stay. */
  resize(maxBytes: number): void {
    if (maxBytes === this.#maxBytes) return;
    const kept = this.read(this.end - maxBytes);
    this.#maxBytes = maxBytes;
    this.#lostBefore = this.end - kept.length;
    // While nothing has been overwritten, the ring continues to grow as it fills.
    if (this.#lostBefore === 0 && this.#bytes.length <= maxBytes) return;
    this.#bytes = Buffer.alloc(maxBytes);
    this.end -= kept.length;
    this.write(kept);
  }

  write(chunk: Buffer): void {
    if (this.end + chunk.length > this.#bytes.length && this.#bytes.length < this.#maxBytes) this.#grow(chunk.length);
    const size = this.#bytes.length;
    const kept = chunk.length > size ? chunk.subarray(chunk.length - size) : chunk;
    const at = (this.end + chunk.length - kept.length) % size;
    const first = kept.copy(this.#bytes, at);
    if (first < kept.length) kept.copy(this.#bytes, 0, first);
    this.end += chunk.length;
  }

  /** The offset of the oldest byte that will be kept after this many more have been written. */
  startAfter(more: number): number {
    return Math.max(this.#lostBefore, this.end + more - this.#maxBytes);
  }

  /** The number of newlines in a range of kept bytes. */
  newlines(from: number, to: number): number {
    let count = 0;
    const at = from % this.#bytes.length;
    const first = this.#bytes.subarray(at, at + to - from);
    for (const piece of [first, this.#bytes.subarray(0, to - from - first.length)]) {
      for (let found = piece.indexOf(10); found >= 0; found = piece.indexOf(10, found + 1)) count++;
    }
    return count;
  }

  /** A copy of the bytes from an offset (or from `start`, if that is later) up to another offset. */
  read(from: number, to = this.end): Buffer {
    const begin = Math.max(from, this.start);
    if (begin >= to) return Buffer.alloc(0);
    const at = begin % this.#bytes.length;
    const length = to - begin;
    const first = this.#bytes.subarray(at, at + length);
    return Buffer.concat([first, this.#bytes.subarray(0, length - first.length)]);
  }

  /** Grows the ring. Only while nothing was overwritten: offset and position are then equal. */
  #grow(more: number): void {
    let size = Math.max(this.#bytes.length, FIRST_BYTES);
    while (size < this.end + more) size *= 2;
    const grown = Buffer.alloc(Math.min(size, this.#maxBytes));
    this.#bytes.copy(grown);
    this.#bytes = grown;
  }
}
