import { hasWide, lineWidth } from '../../text/cut.ts';

/** What the screen must look like. */
export interface Frame {
  /** Size of the screen. */
  readonly columns: number;
  readonly rows: number;
  /** One text with SGR per row, at most `columns` wide; missing rows are blank. */
  readonly chrome: readonly string[];
  /** The place of the lines, from 0, in front of the chrome. It is within the screen. */
  readonly pane: Pane | null;
  /** One text with SGR per row of the pane, at most as wide; null if the chrome has that whole row. */
  readonly lines: readonly (string | null)[];
  /** From 0; null hides it. */
  readonly cursor: { readonly x: number; readonly y: number } | null;
}

export interface Pane {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Where frames go. */
export interface Output {
  /** False when the terminal is behind: it takes this text, but no more should come until it has drained. */
  write(text: string): boolean;
  /** Calls back whenever it has drained. */
  onDrain(callback: () => void): void;
  /**
   * Whether to mark frames (mode 2026), so that the terminal shows no half frames; true by default. Terminals without
   * the mode ignore the marks.
   */
  readonly synchronized?: boolean;
}

/** Updates the screen from frame to frame with as few bytes as possible. */
export interface Compositor {
  /** Writes nothing if nothing changed. While the terminal is behind, frames are dropped, never queued. */
  frame(frame: Frame): void;
  /** Forgets the content of the screen: the next frame clears it and paints everything. */
  reset(): void;
  readonly blocked: boolean;
  /** Calls back when frames are accepted again: time to paint the newest state. */
  onReady(callback: () => void): void;
}

/** The known content of a row. */
interface ShownRow {
  readonly chrome: string;
  readonly line: ShownLine | null;
}

/** A line of the pane, and the columns that it was painted on. */
interface ShownLine {
  readonly text: string;
  readonly x: number;
  readonly width: number;
}

const BLANK_ROW: ShownRow = { chrome: '', line: null };

/**
 * Each row belongs to the chrome, and its columns in the pane to the lines, unless the chrome covers the row. Rows are
 * compared as strings, and painted from an absolute position with real blanks. So a terminal that disagrees about the
 * width of a character, or has lost its cursor, spoils only one row. Needs a terminal that does not wrap (`?7l`).
 */
export function createCompositor(output: Output): Compositor {
  const marks = output.synchronized === false ? ['', ''] : ['\x1b[?2026h', '\x1b[?2026l'];
  const ready: (() => void)[] = [];
  let shown: { columns: number; rows: ShownRow[]; cursor: string } | null = null;
  let blocked = false;

  output.onDrain(() => {
    blocked = false;
    for (const callback of ready) callback();
  });

  return {
    frame(frame) {
      if (blocked) return;
      const text = paint(frame);
      if (text !== '') blocked = !output.write(marks[0] + text + marks[1]);
    },
    reset() {
      shown = null;
    },
    get blocked() {
      return blocked;
    },
    onReady: (callback) => void ready.push(callback),
  };

  /** The bytes that change the screen to this frame. The frame then counts as shown. */
  function paint(frame: Frame): string {
    const { columns, rows } = frame;
    const isKnown = shown !== null && shown.columns === columns && shown.rows.length === rows;
    const before = isKnown ? shown!.rows : new Array<ShownRow>(rows).fill(BLANK_ROW);
    const after = Array.from({ length: rows }, (_, y) => wantedRow(frame, y));
    let text = isKnown ? '' : CLEAR;
    for (let y = 0; y < rows; y++) text += paintRow({ y, columns, from: before[y]!, to: after[y]! });
    const cursor = cursorSequence(frame.cursor);
    const wasMoved = text !== '' && frame.cursor !== null;
    if (wasMoved || cursor !== shown?.cursor) text += cursor;
    shown = { columns, rows: after, cursor };
    return text;
  }
}

/**
 * Without `3J`, which would delete the user's scrollback. SGR 0 comes first, because cleared cells get the current
 * background.
 */
const CLEAR = '\x1b[0m\x1b[2J';

function wantedRow({ chrome, pane, lines }: Frame, y: number): ShownRow {
  return { chrome: chrome[y] ?? '', line: pane === null ? null : wantedLine(pane, lines, y) };
}

function wantedLine({ x, y: top, width, height }: Pane, lines: Frame['lines'], y: number): ShownLine | null {
  if (y < top || y >= top + height || width <= 0) return null;
  const text = lines[y - top];
  return text === null ? null : { text: text ?? '', x, width };
}

function paintRow({ y, columns, from, to }: { y: number; columns: number; from: ShownRow; to: ShownRow }): string {
  const { line } = to;
  const paintsChrome = from.chrome !== to.chrome || (from.line !== null && !coversSame(from.line, line));
  if (line === null) return paintsChrome ? painted({ x: 0, y, width: columns, text: to.chrome, columns }) : '';
  if (!paintsChrome && line.text === from.line?.text) return '';
  const row = painted({ ...line, y, columns });
  if (!paintsChrome && from.line !== null) return row;
  const isShort = lineWidth(to.chrome) <= line.x;
  if (!paintsChrome) return isShort && line.text === '' ? '' : row;
  // Does not first erase what will be overwritten, because that would be visible.
  const isBeside = isShort && line.x + line.width === columns;
  const chrome = painted({ x: 0, y, width: isBeside ? line.x : columns, text: to.chrome, columns });
  return isShort && !isBeside && line.text === '' ? chrome : chrome + row;
}

function coversSame(one: ShownLine, other: ShownLine | null): boolean {
  return one.x === other?.x && one.width === other.width;
}

function at(x: number, y: number): string {
  return `\x1b[${y + 1};${x + 1}H`;
}

function styled(text: string): string {
  return text.includes('\x1b') ? `${text}\x1b[0m` : text;
}

/**
 * A text, and blanks for the rest of its place. At the right edge of the screen, a sequence erases the rest; elsewhere,
 * it would erase the neighbour. A full row is erased first only if it contains a wide character, which a terminal may
 * take for a narrower one. Otherwise, erasing before writing would flicker.
 */
function painted(piece: { x: number; y: number; width: number; text: string; columns: number }): string {
  const { x, y, width, text, columns } = piece;
  const rest = Math.max(width - lineWidth(text), 0);
  if (x + width !== columns) return at(x, y) + styled(text) + ' '.repeat(rest);
  if (rest > 0) return `${at(x, y)}${styled(text)}\x1b[K`;
  return hasWide(text) ? `${at(x, y)}\x1b[K${styled(text)}` : at(x, y) + styled(text);
}

function cursorSequence(cursor: Frame['cursor']): string {
  return cursor === null ? '\x1b[?25l' : `${at(cursor.x, cursor.y)}\x1b[?25h`;
}
