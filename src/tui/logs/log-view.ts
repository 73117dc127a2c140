import type { Line, Lines } from './line.ts';
import type { MatchIndex } from './match-index.ts';

/** Lines as they are shown: all, or those that pass a filter. Numbers are those of the lines, filtered or not. */
export interface LogView {
  /** The number of the first line that is shown; null when none is. */
  readonly first: number | null;
  readonly last: number | null;
  /** One more than the number of the newest whole line, shown or not: what has a greater one comes later. */
  readonly end: number;
  at(number: number): Line | undefined;
  /** The shown line that is so many further (or, with a negative number, back); the first or last where there are no more. */
  step(number: number, by: number): number;
  /** How many whole lines are shown from a number on. */
  countFrom(number: number): number;
}

/** Lines without those before a number, which are cleared away. */
export function linesFrom(lines: Lines, floor: number): Lines {
  return {
    get first() {
      return Math.max(lines.first, floor);
    },
    get end() {
      return lines.end;
    },
    get wholeEnd() {
      return lines.wholeEnd;
    },
    get hole() {
      return lines.hole;
    },
    at: (number) => (number < floor ? undefined : lines.at(number)),
    from: (number) => lines.from(Math.max(number, floor)),
    upTo: (number) => Math.max(lines.upTo(number), floor - 1),
  };
}

/** All lines. */
export function wholeView(lines: Lines): LogView {
  return {
    get first() {
      const first = lines.from(lines.first);
      return first < lines.end ? first : null;
    },
    get last() {
      const last = lines.upTo(lines.end - 1);
      return last >= lines.first ? last : null;
    },
    get end() {
      return lines.wholeEnd;
    },
    at: (number) => lines.at(number),
    step(number, by) {
      let at = lines.from(number);
      if (at >= lines.end) at = lines.upTo(lines.end - 1);
      for (let left = Math.abs(by); left > 0; left--) {
        const next = by > 0 ? lines.from(at + 1) : lines.upTo(at - 1);
        if (next >= lines.end || next < lines.first) break;
        at = next;
      }
      return at;
    },
    countFrom: (number) => Math.max(lines.wholeEnd - lines.from(number), 0),
  };
}

/** Those that an index has. */
export function filteredView(lines: Lines, index: MatchIndex): LogView {
  return {
    get first() {
      return index.numbers[0] ?? null;
    },
    get last() {
      return index.numbers.at(-1) ?? null;
    },
    get end() {
      return lines.wholeEnd;
    },
    at: (number) => lines.at(number),
    step(number, by) {
      const { numbers } = index;
      const place = Math.min(index.indexOf(number), numbers.length - 1);
      return numbers[Math.min(Math.max(place + by, 0), numbers.length - 1)] ?? number;
    },
    countFrom: (number) => index.numbers.length - index.indexOf(number),
  };
}
