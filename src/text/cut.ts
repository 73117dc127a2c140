import { characterAt } from './character.ts';
import { FIRST_JOINING } from './code-point.ts';
import { eachPiece, type Mark, type Piece, part } from './pieces.ts';
import { resolveOverwrites } from './resolve-overwrites.ts';
import { createRow, type Row } from './row.ts';
import { NO_STYLE, type Restyle, restyle, restyleColorless } from './style.ts';

const NO_MARKS: readonly Mark[] = [];

/**
 * What is seen of one line of a program's output (UTF-8 already decoded) through a window of `width` columns.
 *
 * Only text and its colours come out: of escape sequences SGR alone, and no control characters, so whatever a line
 * holds, nothing on the screen moves but this row. Where the window's edge would divide a wide character, there is a
 * blank. Tabs are blanks up to the next multiple of eight columns. A line that goes back over itself (`\r`) is shown
 * as a terminal shows it in the end.
 */
export function cut(
  line: string,
  options: {
    /** Columns of the window. */
    readonly width: number;
    /** Columns skipped at the left. */
    readonly from?: number;
    /** Without it, only bold, dim, underline and reverse are left of the styles. */
    readonly color: boolean;
    /** Shown in reverse; in order, and apart from each other. */
    readonly marks?: readonly Mark[];
    /** Stands in the last column, in the style that it brings along, where the line goes on beyond the window. It is one column wide. */
    readonly more?: string;
  },
): Row {
  const { from = 0, color, marks = NO_MARKS, more } = options;
  const to = from + Math.max(options.width, 0);
  /** From here on, columns are shown only if nothing comes behind them. */
  const edge = more === undefined ? to : Math.max(to - 1, from);
  const settled = resolveOverwrites(line);
  if (marks.length === 0 && isPrintable(settled.slice(0, to + 1))) {
    const isCut = edge < to && settled.length > to;
    const text = settled.slice(from, isCut ? edge : to);
    return isCut ? { text: text + more, width: text.length + 1 } : { text, width: text.length };
  }
  const row = createRow();
  const atEdge: { readonly piece: Piece; readonly first: number }[] = [];
  let goesOn = false;
  eachPiece(settled, { restyle: stylesIn(color), marks }, (piece) => {
    const { column } = piece;
    goesOn = column + piece.width > to;
    if (column > to || (column === to && piece.width > 0)) return false;
    const first = Math.max(from - column, 0);
    if (edge === to || column + piece.width <= edge) put(piece, first, to - column);
    else if (piece.divisible && first < edge - column) {
      put(piece, first, edge - column);
      atEdge.push({ piece, first: edge - column });
    } else atEdge.push({ piece, first });
    return !goesOn;
  });
  for (const { piece, first } of atEdge) put(piece, first, (goesOn ? edge : to) - piece.column);
  const { text, width } = row.finish();
  return goesOn && edge < to ? { text: text + more, width: width + 1 } : { text, width };

  function put(piece: Piece, first: number, before: number): void {
    const last = Math.min(before, piece.width);
    if (first < last) row.put(part(piece, first, last), last - first, piece.style);
    // What takes no column belongs to what is left of it.
    else if (piece.width === 0 && before >= 0 && row.width > 0) row.put(piece.text, 0, piece.style);
  }
}

/** The text of a line: what `cut` shows of it in a window that is wide enough, without styles. Tabs are blanks here too. */
export function plain(line: string): string {
  const settled = resolveOverwrites(line);
  if (isPrintable(settled)) return settled;
  let text = '';
  eachPiece(settled, { restyle: () => NO_STYLE, marks: NO_MARKS }, (piece) => {
    text += piece.text;
    return true;
  });
  return text;
}

/** How many columns a line takes, of which only text and SGR are shown. */
export function lineWidth(line: string): number {
  return styledWidth(line) ?? cut(line, { width: Number.MAX_SAFE_INTEGER, color: true }).width;
}

/** All of a line, in as many rows of `width` columns as it takes, at least one. Styles go on from row to row. */
export function wrap(
  line: string,
  options: { readonly width: number; readonly color: boolean; readonly marks?: readonly Mark[] },
): Row[] {
  const { color, marks = NO_MARKS } = options;
  const width = Math.max(options.width, 1);
  const rows: Row[] = [];
  let row = createRow();
  eachPiece(resolveOverwrites(line), { restyle: stylesIn(color), marks }, (piece) => {
    const { style, divisible } = piece;
    if (piece.width === 0) row.put(piece.text, 0, style);
    for (let done = 0; done < piece.width; ) {
      const missing = piece.width - done;
      const free = width - row.width;
      if (free === 0) startRow();
      else if (divisible || missing <= free || missing > width) {
        const columns = Math.min(missing, free);
        row.put(part(piece, done, done + columns), columns, style);
        // A wide character in a window of one column is one blank.
        done = divisible ? done + columns : piece.width;
      } else {
        row.put(' '.repeat(free), free, style);
      }
    }
    return true;
  });
  return [...rows, row.finish()];

  function startRow(): void {
    rows.push(row.finish());
    row = createRow();
  }
}

/** The same at a glance, for text with colours in it and nothing else that has no width of its own; null for all else. */
function styledWidth(line: string): number | null {
  let width = 0;
  for (let at = 0; at < line.length; at++) {
    const unit = line.charCodeAt(at);
    if (unit < 0x20 || unit === 0x7f) {
      if (unit !== 0x1b || line.charCodeAt(++at) !== 0x5b) return null;
      do at++;
      while (isOfStyle(line.charCodeAt(at)));
      if (line.charCodeAt(at) !== 0x6d) return null;
    } else if (isAlone(unit, line.charCodeAt(at + 1))) width++;
    else {
      const character = characterAt(line, at);
      if (character.width === 'dropped') return null;
      width += character.width;
      at = character.end - 1;
    }
  }
  return width;
}

/** Whether a line has a character that is two columns wide: another terminal may take it for narrower. */
export function hasWide(line: string): boolean {
  for (let at = 0; at < line.length; at++) {
    if (isAlone(line.charCodeAt(at), line.charCodeAt(at + 1))) continue;
    const { end, width } = characterAt(line, at);
    if (width === 2) return true;
    at = end - 1;
  }
  return false;
}

/** ASCII, with nothing behind it that may be a part of the same character. */
function isAlone(unit: number, next: number): boolean {
  return unit < 0x7f && !(next >= FIRST_JOINING);
}

/** Digits, `:` and `;`. */
function isOfStyle(unit: number): boolean {
  return unit >= 0x30 && unit <= 0x3b;
}

function stylesIn(color: boolean): Restyle {
  return color ? restyle : restyleColorless;
}

function isPrintable(text: string): boolean {
  return PRINTABLE.test(text);
}

const PRINTABLE = /^[ -~]*$/;
