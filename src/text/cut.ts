import { characterAt } from './character.ts';
import { FIRST_JOINING } from './code-point.ts';
import { eachPiece, type Mark, part, type TextPiece } from './pieces.ts';
import { resolveOverwrites } from './resolve-overwrites.ts';
import { NO_STYLE, type Restyle, restyle, restyleColorless } from './style.ts';
import { createStyledRow, type StyledRow } from './styled-row.ts';

const NO_MARKS: readonly Mark[] = [];

/**
 * Cuts one line of a program's output (decoded UTF-8) to a window of `width` columns.
 *
 * The result contains only text and its colours: of escape sequences only SGR, and no control characters. So no line
 * can change anything on the screen but its row. A wide character that the window's edge would divide becomes a blank.
 * Tabs become blanks up to the next multiple of eight columns. A line that overwrites itself (`\r`) is shown in its
 * final form.
 */
export function cut(
  line: string,
  options: {
    /** Columns of the window. */
    readonly width: number;
    /** Columns skipped at the left. */
    readonly from?: number;
    /** Without it, only bold, dim, underline and reverse remain. */
    readonly color: boolean;
    /** Shown in reverse; in order, and not overlapping. */
    readonly marks?: readonly Mark[];
    /** Shown in the last column, in its own style, if the line continues beyond the window. It is one column wide. */
    readonly more?: string;
  },
): StyledRow {
  const { from = 0, color, marks = NO_MARKS, more } = options;
  const to = from + Math.max(options.width, 0);
  /** From here on, columns are shown only if nothing follows them. */
  const edge = more === undefined ? to : Math.max(to - 1, from);
  const settled = resolveOverwrites(line);
  if (marks.length === 0 && isPrintable(settled.slice(0, to + 1))) {
    const isCut = edge < to && settled.length > to;
    const text = settled.slice(from, isCut ? edge : to);
    return isCut ? { text: text + more, width: text.length + 1 } : { text, width: text.length };
  }
  const row = createStyledRow();
  const atEdge: { readonly piece: TextPiece; readonly first: number }[] = [];
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

  function put(piece: TextPiece, first: number, before: number): void {
    const last = Math.min(before, piece.width);
    if (first < last) row.put(part(piece, first, last), last - first, piece.style);
    // A character without width belongs to the one before it.
    else if (piece.width === 0 && before >= 0 && row.width > 0) row.put(piece.text, 0, piece.style);
  }
}

/** The text of a line, as `cut` shows it in a window that is wide enough, without styles. Tabs are blanks here too. */
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

/** The width in columns of a line whose only sequences are SGR. */
export function lineWidth(line: string): number {
  return styledWidth(line) ?? cut(line, { width: Number.MAX_SAFE_INTEGER, color: true }).width;
}

/** A whole line in as many rows of `width` columns as necessary, at least one. Styles continue from row to row. */
export function wrap(
  line: string,
  options: { readonly width: number; readonly color: boolean; readonly marks?: readonly Mark[] },
): StyledRow[] {
  const { color, marks = NO_MARKS } = options;
  const width = Math.max(options.width, 1);
  const rows: StyledRow[] = [];
  let row = createStyledRow();
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
        // A wide character in a window of one column becomes one blank.
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
    row = createStyledRow();
  }
}

/** A fast version for text with colours and no other character of unusual width; null for all other text. */
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

/** Whether a line contains a character of two columns, which another terminal may take for narrower. */
export function hasWide(line: string): boolean {
  for (let at = 0; at < line.length; at++) {
    if (isAlone(line.charCodeAt(at), line.charCodeAt(at + 1))) continue;
    const { end, width } = characterAt(line, at);
    if (width === 2) return true;
    at = end - 1;
  }
  return false;
}

/** Whether an ASCII character cannot join the next one. */
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
