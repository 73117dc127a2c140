import { cut } from '../../../text/cut.ts';
import { Drawing } from '../../../text/drawing/drawing.ts';
import type { LastRow } from './last-row.ts';
import { looksLikePrompt } from './prompt.ts';

/** The output of a run that overwrites lines that it has printed before. */
export interface DrawnSource {
  /** Takes output as it came, in latin1. */
  write(text: string): void;
  /** Shows what is not on the terminal yet. `alone`: no other service prints at present. */
  show(alone: boolean): void;
  /** The run is over. The lines stay. */
  close(): void;
  /** How many lines differ from those on the terminal. */
  readonly waiting: number;
  /** The run has not redrawn anything for a while, and all its lines are on the terminal. */
  readonly isDone: boolean;
}

interface DrawnContext {
  readonly row: LastRow;
  readonly write: (bytes: string) => void;
  /** The current beginning of a row of this source. */
  readonly prefix: () => string;
  /** Size of the terminal. */
  readonly size: () => { readonly columns: number; readonly rows: number };
}

interface DrawnLine {
  readonly text: string;
  /** What was last printed for this line; null for nothing. */
  shown: string | null;
}

const CLEAR_ROW = '\x1b[K';
const CLEAR_BELOW = '\x1b[J';
const CALM_LINES = 200;

/**
 * Draws the lines in place while nobody else prints, each in one row. When somebody else prints, the lines stay as they
 * are. New lines then get new rows, and changed lines are printed again once nobody else prints, or at the end.
 * `before` are the lines in the last rows, unless they are too long for one row.
 */
export function createDrawnSource(context: DrawnContext, before: readonly string[], color: boolean): DrawnSource {
  const { row, write, prefix, size } = context;
  const decoder = new TextDecoder();
  const drawing = new Drawing(size());
  let lines: DrawnLine[] = [];
  /** How many of the last lines are in the last rows of the terminal. */
  let reach = 0;
  /** The last of them has no newline yet. */
  let isOpen = false;
  let isUnfinished = false;
  const owner = {
    interrupted() {
      isOpen = false;
      reach = 0;
    },
  };
  // Cannot redraw lines that took several rows, because their position is unknown.
  const near = before.slice(before.findLastIndex((line) => rowOf(line) !== whole(line)) + 1).slice(1 - size().rows);
  drawing.write(near.map((line) => `${line}\r\n`).join(''));
  lines = near.map((text) => ({ text, shown: rowOf(text) }));
  reach = near.length;
  row.claim(owner);

  return {
    write(text) {
      drawing.resize(size());
      drawing.write(decoder.decode(Buffer.from(text, 'latin1'), { stream: true }));
      update(false);
    },
    show(alone) {
      const last = lines.at(-1)?.text ?? '';
      if (!alone && !(isUnfinished && looksLikePrompt(last))) return;
      const first = lines.findIndex((line) => line.shown !== rowOf(line.text));
      if (first < 0) return;
      reach = row.isLast(owner) ? reach : 0;
      if (reach === 0) print(first, 0);
    },
    close() {
      update(true);
      if (isOpen) write('\n');
      if (row.heldBy(owner)) row.ended();
    },
    get waiting() {
      return lines.filter((line) => line.shown !== rowOf(line.text)).length;
    },
    get isDone() {
      return drawing.rowsSinceMove > CALM_LINES && !isUnfinished && reach === lines.length;
    },
  };

  /** Reads the current lines, and prints those that can or must be printed. */
  function update(isOver: boolean): void {
    const taken = drawing.take();
    const texts = [...taken.settled, ...taken.open];
    const settled = isOver ? texts.length : taken.settled.length;
    const known = lines.length;
    if (!row.isLast(owner)) reach = 0;
    const top = known - reach;
    isUnfinished = taken.isUnfinished && !isOver;
    lines = texts.map((text, i) => ({ text, shown: lines[i]?.shown ?? null }));
    const differs = (i: number) => lines[i]!.shown !== (i < settled ? whole(lines[i]!.text) : rowOf(lines[i]!.text));
    const complete = lines.length - (isUnfinished ? 1 : 0);
    // Lines that can no longer be overwritten, and are not shown correctly.
    const lost = Array.from({ length: Math.min(top, settled, lines.length) }, (_, i) => i).filter(differs);
    if (lost.length > 0) printLost(lost, settled);
    const from = lines.findIndex((_, i) => i >= (reach > 0 ? top : known) && differs(i));
    const isNew = complete > known || (isOver && lines.length > known);
    if (reach > 0 && (from >= 0 || texts.length < known)) print(from < 0 ? texts.length : from, settled, known);
    else if (reach === 0 && isNew) print(known, settled);
    lines = lines.slice(settled);
    reach = Math.min(reach, lines.length, size().rows - 1);
  }

  function printLost(lost: readonly number[], settled: number): void {
    row.claim(owner);
    for (const i of lost) {
      const text = i < settled ? whole(lines[i]!.text) : rowOf(lines[i]!.text);
      write(`${prefix()}${bytesOf(text)}\n`);
      lines[i]!.shown = text;
    }
    reach = 0;
  }

  /** Prints the lines from `from` on. Overwrites lines that can be reached, else prints below all others. */
  function print(from: number, settled: number, known = from): void {
    const up = Math.max(known - from - (isOpen ? 1 : 0), 0);
    row.claim(owner);
    let out = isOpen || up > 0 ? '\r' : '';
    if (up > 0) out += `\x1b[${up}A`;
    for (let i = from; i < lines.length; i++) {
      const line = lines[i]!;
      const text = i < settled ? whole(line.text) : rowOf(line.text);
      const isLast = isUnfinished && i === lines.length - 1;
      out += `${prefix()}${bytesOf(text)}${CLEAR_ROW}${isLast ? '' : '\n'}`;
      line.shown = text;
    }
    if (lines.length < known) out += CLEAR_BELOW;
    write(out);
    reach = known === from && reach === 0 ? lines.length - from : lines.length - (known - reach);
    isOpen = isUnfinished && lines.length > from;
    if (isOpen) row.leaveOpen(owner);
    else row.ended();
  }

  /** The part of a line that fits into one row. */
  function rowOf(text: string): string {
    const room = size().columns - prefix().replaceAll(/\x1b\[[\d;]*m/g, '').length;
    return cut(text, { width: Math.max(room, 1), color }).text;
  }

  function whole(text: string): string {
    return cut(text, { width: Number.MAX_SAFE_INTEGER, color }).text;
  }
}

/** Converts text as the plain stream does. */
function bytesOf(text: string): string {
  return Buffer.from(text).toString('latin1');
}
