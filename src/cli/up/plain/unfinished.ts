const MAX_PIECES = 1024;

/**
 * A line without its newline, as the pieces in which it came (latin1, so that every byte is kept). Pieces are never
 * joined twice, so a line costs time in proportion to its length, even if it comes byte by byte.
 */
export class Unfinished {
  size = 0;
  #joined: string[] = [];
  #pieces: string[] = [];

  push(piece: string): void {
    if (this.#pieces.length === MAX_PIECES) {
      this.#joined.push(this.#pieces.join(''));
      this.#pieces = [];
    }
    this.#pieces.push(piece);
    this.size += piece.length;
  }

  /** Removes and returns all pieces, in order. */
  take(): readonly string[] {
    const all = this.#joined.length === 0 ? this.#pieces : [...this.#joined, ...this.#pieces];
    this.#joined = [];
    this.#pieces = [];
    this.size = 0;
    return all;
  }

  /** Up to the last `count` bytes. */
  tail(count: number): string {
    let tail = '';
    for (const pieces of [this.#pieces, this.#joined]) {
      for (let i = pieces.length - 1; i >= 0 && tail.length < count; i--) tail = pieces[i]!.slice(-count) + tail;
    }
    return tail.slice(-count);
  }
}
