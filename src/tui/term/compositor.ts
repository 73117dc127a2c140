import { hasWide, lineWidth } from '../../text/cut.ts';

/** What the screen is to look like. */
export interface Frame {
  /** Size of the screen. */
  readonly columns: number;
  readonly rows: number;
  /** One text with SGR a row, at most `columns` wide; missing ones are blank. */
  readonly chrome: readonly string[];
  /** Where the lines go, from 0, over what the chrome has there. It lies within the screen. */
  readonly pane: Pane | null;
  /** One text with SGR a row of the pane, at most as wide; null where the chrome has that whole row. */
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
  /** False when the terminal is behind: the text is taken, but no more should come until it has drained. */
  write(text: string): boolean;
  /** To be called whenever it has drained. */
  onDrain(callback: () => void): void;
  /** Whether to mark frames as such (mode 2026), so that none is shown half; true unless told. Others ignore the marks. */
  readonly synchronized?: boolean;
}

/** Brings the screen from frame to frame, with as few bytes as it takes. */
export interface Compositor {
  /** Nothing is written when nothing changed. While the terminal is behind, frames are dropped, never queued. */
  frame(frame: Frame): void;
  /** Forgets what the screen looks like: the next frame clears it and paints everything. */
  reset(): void;
  readonly blocked: boolean;
  /** Called when frames are taken again: time to paint the newest state. */
  onReady(callback: () => void): void;
}

/** What is known to stand in a row. */
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
 * Each row belongs to the chrome, and the pane's columns of it to the lines, unless the chrome covers the row. Rows are
 * compared as strings, painted from an absolute position, and with real blanks: a terminal that disagrees about the
 * width of a character, or has lost its cursor, spoils one row and not the rest. Needs a terminal that does not wrap (`?7l`).
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

  /** What brings the screen to this frame, which from then on is what is shown. */
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

/** Not with `3J`, which takes the user's scrollback along. SGR 0 first, for what is cleared gets the background. */
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
  // What is going to be written over is not erased before: that would be seen.
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
 * A text, and blanks for the rest of its place. At the right edge of the screen, one sequence erases what is behind it, which
 * elsewhere would erase the neighbour. Only a full row is erased first, and only where a terminal may take a character for
 * narrower than it is here, which is a wide one: a row that is erased before it is written flickers.
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
