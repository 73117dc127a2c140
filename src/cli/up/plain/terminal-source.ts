import { movesUp, unfinishedSequence } from '../../../text/drawing/moves-up.ts';
import { NO_STYLE, opening, styleAfter } from '../../../text/style.ts';
import { RESET } from './color.ts';
import { afterReturns, hasControls, splitIncomplete, stripControls, trimReturns } from './controls.ts';
import type { DrawnSource } from './drawn-source.ts';
import { looksLikePrompt, PROMPT_END_BYTES } from './prompt.ts';
import { MAX_UNFINISHED_BYTES, type Source, type SourceContext } from './source.ts';
import { Unfinished } from './unfinished.ts';

/** How much of the last output may be overwritten. */
const MAX_RECENT = 8 * 1024;
const CLEAR_TO_END = '\x1b[K';

/**
 * Rows for a terminal. Of the service's escape sequences, only colours pass (none, without `color`), and they end with
 * the row. A progress bar is drawn in place while nobody else prints. An unfinished line is shown early under the same
 * conditions as in a file. If another service prints before the line ends, the whole line is printed again.
 */
export function createTerminalSource(context: SourceContext, color: boolean): Source {
  const { row, write, prefix, drawn: drawing } = context;
  let drawn: DrawnSource | null = null;
  /** The last whole lines as they came, if nobody has printed since. */
  let recent = '';
  /** The beginning of a sequence at the end of the last output. */
  let sequence = '';
  const waiting = new Unfinished();
  let style = NO_STYLE;
  /** The part of the line in the open row, kept in case it must be repeated, and the colours at its beginning. */
  let shown = new Unfinished();
  let startStyle = NO_STYLE;
  /** The visible part of an early row that was interrupted. `waiting` contains all of it again. */
  let interruptedRow: { readonly visible: string; readonly size: number } | null = null;
  const owner = { interrupted };

  return {
    get waiting() {
      return drawn?.waiting ?? waiting.size;
    },
    get isRestless() {
      return drawn !== null;
    },
    finish(text) {
      if (drawn || goesUp(text)) return draw(`${text}\n`);
      remember(text);
      const all = waiting.size === 0 ? text : waiting.take().join('') + text;
      if (interruptedRow === null && !row.heldBy(owner) && style === NO_STYLE && !hasControls(all)) {
        row.claim(owner);
        const start = prefix();
        return write(`${start}${all.replaceAll('\n', `\n${start}`)}\n`);
      }
      for (const line of all.split('\n')) finishLine(line);
    },
    hold(text) {
      if (drawn || goesUp(text)) return draw(text);
      waiting.push(text);
      if (waiting.size + shown.size <= MAX_UNFINISHED_BYTES) return;
      printEarly();
      shown = new Unfinished();
    },
    show(alone) {
      if (drawn) return drawn.show(alone);
      const mine = row.heldBy(owner);
      if (!mine && !(alone || looksLikePrompt(waiting.tail(PROMPT_END_BYTES)))) return;
      if (interruptedRow?.size !== waiting.size) printEarly();
    },
    close() {
      drawn?.close();
      drawn = null;
      if (waiting.size > 0) finishLine(waiting.take().join(''));
      else if (row.heldBy(owner)) finishLine('');
    },
  };

  /** Whether the program now overwrites lines on its screen. */
  function goesUp(text: string): boolean {
    if (!color || !drawing || (sequence === '' && !text.includes('\x1b'))) return false;
    const all = sequence + text;
    sequence = unfinishedSequence(all);
    if (!movesUp(all)) return false;
    const create = drawing.load();
    if (!create) return false;
    const before = row.isLast(owner) ? recent.split('\n').slice(0, -1) : [];
    const unfinished = [...(row.heldBy(owner) ? shown.take() : []), ...waiting.take()].join('');
    if (row.heldBy(owner)) {
      write('\n');
      row.ended();
    }
    const texts = before.map((line) => Buffer.from(trimReturns(stripControls(line, color)), 'latin1').toString());
    drawn = create({ row, write, prefix, size: drawing.size }, texts, color);
    drawn.write(unfinished);
    style = NO_STYLE;
    interruptedRow = null;
    sequence = '';
    return true;
  }

  function draw(text: string): void {
    drawn?.write(text);
    if (drawn?.isDone) drawn = null;
    recent = '';
  }

  function remember(text: string): void {
    if (!drawing || !color) return;
    const all = row.isLast(owner) ? `${recent}${text}\n` : `${text}\n`;
    recent = all.length > MAX_RECENT ? all.slice(all.indexOf('\n', all.length - MAX_RECENT) + 1) : all;
  }

  function finishLine(line: string): void {
    const text = trimReturns(stripControls(line, color));
    if (interruptedRow !== null && visibleOf(text) === interruptedRow.visible) style = styleAfter(text, style);
    else {
      print(text);
      write('\n');
      row.ended();
    }
    interruptedRow = null;
    shown = new Unfinished();
  }

  /** Prints the waiting text as a part of a line. */
  function printEarly(): void {
    const [complete, incomplete] = splitIncomplete(waiting.take().join(''));
    if (incomplete !== '') waiting.push(incomplete);
    const text = stripControls(complete, color);
    if (text === '') return;
    print(text);
    interruptedRow = null;
    row.leaveOpen(owner);
  }

  /** Prints a line or a part of one, and resets its colours afterwards. */
  function print(text: string): void {
    row.claim(owner);
    const [before, last] = afterReturns(text);
    const mine = row.heldBy(owner);
    const again = mine && before !== '' && last !== '';
    const start = again ? (color ? '\r' : '\n') + prefix() : mine ? '' : prefix();
    style = styleAfter(before, style);
    const on = opening(style);
    if (again || !mine) {
      shown = new Unfinished();
      startStyle = style;
    }
    shown.push(last);
    style = styleAfter(last, style);
    const off = on !== '' || last.includes('\x1b') ? RESET : '';
    write(`${start}${on}${last}${off}${again && color ? CLEAR_TO_END : ''}`);
  }

  function interrupted(): void {
    const early = shown.take().join('');
    const later = waiting.take();
    waiting.push(early);
    for (const piece of later) waiting.push(piece);
    interruptedRow = { visible: visibleOf(early), size: waiting.size };
    style = startStyle;
  }
}

/** The visible part of a text that contains only colour sequences, as a terminal would show it. */
function visibleOf(text: string): string {
  return afterReturns(stripControls(text, false))[1];
}
