import { characterAt } from './character.ts';
import { FIRST_JOINING } from './code-point.ts';
import { type EscapeKind, escapeAt } from './escape.ts';

/** A `run` is ASCII characters, and may be divided; `back` is a step to the left, `end` the end of the line. */
export type TokenKind = 'run' | 'character' | 'tab' | 'back' | Exclude<EscapeKind, 'dropped'> | 'end';

/** Reads a line of output piece by piece. The fields describe the piece that `next` has found. */
export interface Scanner {
  next(): TokenKind;
  /** The piece, in UTF-16 units. */
  readonly start: number;
  readonly end: number;
  /** Columns of a run or a character. */
  readonly width: number;
}

/** At most this many plain characters are read at once, so that the first columns of a long line are cheap. */
const MAX_RUN = 128;

/** With `single`, each character is a separate piece. */
export function createScanner(line: string, { single = false }: { single?: boolean } = {}): Scanner {
  const scanner = { next, start: 0, end: 0, width: 0 };
  return scanner;

  function next(): TokenKind {
    while (scanner.end < line.length) {
      scanner.start = scanner.end;
      const unit = line.charCodeAt(scanner.start);
      if (isPlain(unit) && readRun()) return 'run';
      if (unit === ESC) {
        const { end, kind } = escapeAt(line, scanner.start);
        scanner.end = end;
        if (kind !== 'dropped') return kind;
      } else {
        const { end, width } = characterAt(line, scanner.start);
        scanner.end = end;
        if (width !== 'dropped') {
          scanner.width = width;
          return 'character';
        }
        const kind = CONTROLS[unit];
        if (kind !== undefined) return kind;
      }
    }
    scanner.start = line.length;
    return 'end';
  }

  /** Reads ASCII up to the last character that nothing can join. False if the very first may be joined. */
  function readRun(): boolean {
    const limit = single ? scanner.start + 1 : Math.min(scanner.start + MAX_RUN, line.length);
    let end = scanner.start + 1;
    while (end < limit && isPlain(line.charCodeAt(end))) end++;
    if (line.charCodeAt(end) >= FIRST_JOINING) end--;
    scanner.end = end;
    scanner.width = end - scanner.start;
    return end > scanner.start;
  }
}

/** The control characters with a meaning for one row of text. All others have none. */
const CONTROLS: Readonly<Record<number, TokenKind>> = { 8: 'back', 9: 'tab', 13: 'return' };

const ESC = 0x1b;

function isPlain(unit: number): boolean {
  return unit >= 0x20 && unit < 0x7f;
}

/** The distance to the next tab stop. */
export function tabWidth(column: number): number {
  return TAB - (column % TAB);
}

const TAB = 8;
