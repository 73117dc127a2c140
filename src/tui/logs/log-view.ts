import type { Line, Lines } from './line.ts';
import type { MatchIndex } from './match-index.ts';

/** The shown lines: all, or those that pass a filter. Numbers are line numbers, filtered or not. */
export interface LogView {
  /** The number of the first shown line; null if there is none. */
  readonly first: number | null;
  readonly last: number | null;
  /** One more than the number of the newest whole line, shown or not. Later lines have greater numbers. */
  readonly end: number;
  at(number: number): Line | undefined;
  /**
   * The shown line this many lines further (or, with a negative number, back); the first or last if there are not
   * enough.
   */
  step(number: number, by: number): number;
  /** How many whole lines are shown from a number on. */
  countFrom(number: number): number;
}

/** Lines without those before a number, which were cleared away. */
export function linesFrom(lines: Lines, floor: number): Lines {
  return new LinesFrom(lines, floor);
}

/** All lines. */
export function wholeView(lines: Lines): LogView {
  return new WholeView(lines);
}

/** The lines in an index. */
export function filteredView(lines: Lines, index: MatchIndex): LogView {
  return new FilteredView(lines, index);
}

// These are classes, because each painting needs some, and an object literal with getters is slow.

class LinesFrom implements Lines {
  readonly #lines: Lines;
  readonly #floor: number;

  constructor(lines: Lines, floor: number) {
    this.#lines = lines;
    this.#floor = floor;
  }

  get first(): number {
    return Math.max(this.#lines.first, this.#floor);
  }

  get end(): number {
    return this.#lines.end;
  }

  get wholeEnd(): number {
    return this.#lines.wholeEnd;
  }

  get hole(): Lines['hole'] {
    return this.#lines.hole;
  }

  at(number: number): Line | undefined {
    return number < this.#floor ? undefined : this.#lines.at(number);
  }

  from(number: number): number {
    return this.#lines.from(Math.max(number, this.#floor));
  }

  upTo(number: number): number {
    return Math.max(this.#lines.upTo(number), this.#floor - 1);
  }
}

class WholeView implements LogView {
  readonly #lines: Lines;

  constructor(lines: Lines) {
    this.#lines = lines;
  }

  get first(): number | null {
    const first = this.#lines.from(this.#lines.first);
    return first < this.#lines.end ? first : null;
  }

  get last(): number | null {
    const last = this.#lines.upTo(this.#lines.end - 1);
    return last >= this.#lines.first ? last : null;
  }

  get end(): number {
    return this.#lines.wholeEnd;
  }

  at(number: number): Line | undefined {
    return this.#lines.at(number);
  }

  step(number: number, by: number): number {
    const lines = this.#lines;
    let at = lines.from(number);
    if (at >= lines.end) at = lines.upTo(lines.end - 1);
    for (let left = Math.abs(by); left > 0; left--) {
      const next = by > 0 ? lines.from(at + 1) : lines.upTo(at - 1);
      if (next >= lines.end || next < lines.first) break;
      at = next;
    }
    return at;
  }

  countFrom(number: number): number {
    return Math.max(this.#lines.wholeEnd - this.#lines.from(number), 0);
  }
}

class FilteredView implements LogView {
  readonly #lines: Lines;
  readonly #index: MatchIndex;

  constructor(lines: Lines, index: MatchIndex) {
    this.#lines = lines;
    this.#index = index;
  }

  get first(): number | null {
    return this.#index.numbers[0] ?? null;
  }

  get last(): number | null {
    return this.#index.numbers.at(-1) ?? null;
  }

  get end(): number {
    return this.#lines.wholeEnd;
  }

  at(number: number): Line | undefined {
    return this.#lines.at(number);
  }

  step(number: number, by: number): number {
    const { numbers } = this.#index;
    const place = Math.min(this.#index.indexOf(number), numbers.length - 1);
    return numbers[Math.min(Math.max(place + by, 0), numbers.length - 1)] ?? number;
  }

  countFrom(number: number): number {
    return this.#index.numbers.length - this.#index.indexOf(number);
  }
}
