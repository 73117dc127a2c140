const MAX_MARKS = 4096;
const FINEST_MS = 10;

/** The time at which bytes came. */
export interface TimeMark {
  readonly offset: number;
  readonly atMs: number;
  /** Grows with every mark among the streams that share one order. */
  readonly order: number;
}

const NEVER: TimeMark = { offset: 0, atMs: 0, order: 0 };

/** The times at which the bytes of a stream came: sparse marks, which become sparser if there are too many. */
export class TimeMarks {
  #marks: TimeMark[] = [];
  #grainMs = FINEST_MS;

  /**
   * The bytes from `mark.offset` on came at this time. Nobody will ask for bytes before `oldest`. Offsets only grow.
   */
  add(mark: TimeMark, oldest: number): void {
    const last = this.#marks.at(-1);
    const isNear = last !== undefined && mark.atMs >= last.atMs && mark.atMs - last.atMs < this.#grainMs;
    if (isNear && mark.order === last.order) return;
    this.#marks.push(mark);
    if (this.#marks.length > MAX_MARKS) this.#thin(oldest);
  }

  /** The mark of the byte at `offset`, or a slightly earlier one. */
  at(offset: number): TimeMark {
    return this.#marks[Math.max(0, this.#after(offset) - 1)] ?? NEVER;
  }

  /** The offset of the next mark after `offset`; infinite if there is none. */
  nextAfter(offset: number): number {
    return this.#marks[this.#after(offset)]?.offset ?? Number.POSITIVE_INFINITY;
  }

  #thin(oldest: number): void {
    this.#marks = this.#marks.slice(Math.max(0, this.#after(oldest) - 1));
    const many = this.#marks.length > MAX_MARKS / 2;
    if (many) this.#marks = this.#marks.filter((_, index) => index % 2 === 0);
    this.#grainMs = many ? this.#grainMs * 2 : FINEST_MS;
  }

  /** The index of the first mark after `offset`. */
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
