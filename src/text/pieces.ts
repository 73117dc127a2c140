import { createScanner, tabWidth } from './scanner.ts';
import { NO_STYLE, type Restyle, reversed, type Style } from './style.ts';

/** A stretch of a line's text, in UTF-16 units of `plain(line)`. */
export interface Mark {
  readonly from: number;
  readonly to: number;
}

/** A visible part of a line, in one style. */
export interface TextPiece {
  readonly text: string;
  /** Where it begins, in columns of the line. */
  readonly column: number;
  readonly width: number;
  /**
   * All its characters are one column wide, so that a part of it can be shown. A piece that cannot be divided is
   * replaced by blanks.
   */
  readonly divisible: boolean;
  readonly style: Style;
}

/** Passes the visible pieces of a line in its final form to `show`, until that returns false. Marks are in order. */
export function eachPiece(
  line: string,
  { restyle, marks }: { restyle: Restyle; marks: readonly Mark[] },
  show: (piece: TextPiece) => boolean,
): void {
  const scanner = createScanner(line, { single: marks.length > 0 });
  const isMarked = createMarkReader(marks);
  let column = 0;
  let offset = 0;
  let style = NO_STYLE;
  for (let token = scanner.next(); token !== 'end'; token = scanner.next()) {
    if (token === 'style') style = restyle(style, line.slice(scanner.start + 2, scanner.end - 1));
    if (token !== 'run' && token !== 'character' && token !== 'tab') continue;
    const width = token === 'tab' ? tabWidth(column) : scanner.width;
    // An accent without a letter would join what is left of the line.
    if (width === 0 && column === 0) continue;
    const text = token === 'tab' ? ' '.repeat(width) : line.slice(scanner.start, scanner.end);
    const shown = isMarked(offset, offset + text.length) ? reversed(style) : style;
    if (!show({ text, column, width, divisible: token !== 'character', style: shown })) return;
    column += width;
    offset += text.length;
  }
}

/** The columns of a piece from `from` up to `to`, counted from its beginning. */
export function part({ text, width, divisible }: TextPiece, from: number, to: number): string {
  if (from <= 0 && to >= width) return text;
  return divisible ? text.slice(from, to) : ' '.repeat(to - from);
}

/** Returns a function that tells whether any of a stretch is marked. It must be called from left to right. */
function createMarkReader(marks: readonly Mark[]): (from: number, to: number) => boolean {
  let index = 0;
  return (from, to) => {
    while (index < marks.length && marks[index]!.to <= from) index++;
    return index < marks.length && marks[index]!.from < to;
  };
}
