const MAX_MARKS = 512;

/** When the bytes of a stream came: sparse marks, exact to `GRAIN_MS` as long as there are few, coarser when many. */
export class TimeMarks {
  #marks: { offset: number; atMs: number }[] = [];

  /** Bytes from `offset` on came at `atMs`. Offsets only grow. */
  add(offset: number, atMs: number): void {
    const last = this.#marks.at(-1);
    if (last !== undefined && atMs - last.atMs < GRAIN_MS && atMs >= last.atMs) return;
    this.#marks.push({ offset, atMs });
    if (this.#marks.length > MAX_MARKS) this.#marks = this.#marks.filter((_, index) => index % 2 === 0);
  }

  /** When the byte at `offset` came, or a little earlier. 0 when nothing ever came. */
  at(offset: number): number {
    let low = 0;
    let high = this.#marks.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#marks[middle]!.offset <= offset) low = middle + 1;
      else high = middle;
    }
    return (this.#marks[low - 1] ?? this.#marks[0])?.atMs ?? 0;
  }

  /** Forgets what is only about bytes before `offset`. */
  forget(offset: number): void {
    const first = this.#marks.findIndex((mark) => mark.offset > offset);
    if (first > 1) this.#marks = this.#marks.slice(first - 1);
  }
}

const GRAIN_MS = 10;
