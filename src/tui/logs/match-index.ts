import type { Line, Lines } from './line.ts';

/** Which whole lines pass a test. Each line is tested once. New lines are tested on the next request. */
export class MatchIndex {
  #numbers: number[] = [];
  /** Lines from here to `#to` have been tested. */
  #from: number;
  #to: number;
  readonly #lines: Lines;
  readonly #test: (line: Line) => boolean;

  constructor(lines: Lines, test: (line: Line) => boolean) {
    this.#lines = lines;
    this.#test = test;
    this.#from = this.#to = lines.wholeEnd;
  }

  /** The numbers of the lines that pass, in ascending order. */
  get numbers(): readonly number[] {
    this.#update();
    return this.#numbers;
  }

  /** The position in `numbers` of the first number that is not smaller. */
  indexOf(number: number): number {
    return placeIn(this.numbers, number);
  }

  #update(): void {
    const lines = this.#lines;
    this.#forget(Number.NEGATIVE_INFINITY, lines.first);
    // The newest lines may be removed: a program overwrites them, and they come again.
    if (lines.wholeEnd < this.#to) {
      this.#forget(lines.wholeEnd, this.#to);
      this.#to = lines.wholeEnd;
      this.#from = Math.min(this.#from, this.#to);
    }
    if (lines.hole) this.#forget(lines.hole.from, lines.hole.to);
    // Dropped lines may come back, from the log files.
    this.#from = Math.max(this.#from, lines.first);
    if (lines.first < this.#from) {
      this.#numbers = [...this.#passing(lines.first, this.#from), ...this.#numbers];
      this.#from = lines.first;
    }
    if (lines.wholeEnd > this.#to) {
      this.#numbers.push(...this.#passing(Math.max(this.#to, lines.first), lines.wholeEnd));
      this.#to = lines.wholeEnd;
    }
  }

  #forget(from: number, to: number): void {
    const place = placeIn(this.#numbers, from);
    const count = placeIn(this.#numbers, to) - place;
    if (count > 0) this.#numbers.splice(place, count);
  }

  #passing(from: number, to: number): number[] {
    const found: number[] = [];
    for (let number = this.#lines.from(from); number < to; number = this.#lines.from(number + 1)) {
      const line = this.#lines.at(number);
      if (line && this.#test(line)) found.push(number);
    }
    return found;
  }
}

/** The position of a number in ascending ones, or where it would be. */
function placeIn(numbers: readonly number[], number: number): number {
  let low = 0;
  let high = numbers.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((numbers[middle] as number) < number) low = middle + 1;
    else high = middle;
  }
  return low;
}
