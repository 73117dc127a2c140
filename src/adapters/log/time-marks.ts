const MAX_MARKS = 4096;
const FINEST_MS = 10;

/** When the bytes of a stream came: sparse marks, which become sparser where there would be too many. */
export class TimeMarks {
  #marks: { offset: number; atMs: number }[] = [];
  #grainMs = FINEST_MS;

  /** Bytes from `offset` on came at `atMs`. Nobody will ask for bytes before `oldest`. Offsets only grow. */
  add(offset: number, atMs: number, oldest: number): void {
    const last = this.#marks.at(-1);
    if (last !== undefined && atMs >= last.atMs && atMs - last.atMs < this.#grainMs) return;
    this.#marks.push({ offset, atMs });
    if (this.#marks.length > MAX_MARKS) this.#thin(oldest);
  }

  /** When the byte at `offset` came, or a little earlier. 0 when nothing ever came. */
  at(offset: number): number {
    return this.#marks[Math.max(0, this.#after(offset) - 1)]?.atMs ?? 0;
  }

  #thin(oldest: number): void {
    this.#marks = this.#marks.slice(Math.max(0, this.#after(oldest) - 1));
    const many = this.#marks.length > MAX_MARKS / 2;
    if (many) this.#marks = this.#marks.filter((_, index) => index % 2 === 0);
    this.#grainMs = many ? this.#grainMs * 2 : FINEST_MS;
  }

  /** The index of the first mark behind `offset`. */
  #after(offset: number): number {
    let low = 0;
    let high = this.#marks.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#marks[middle]!.offset <= offset) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
