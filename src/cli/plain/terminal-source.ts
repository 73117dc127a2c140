import { RESET } from './color.ts';
import { afterReturns, hasControls, splitIncomplete, stripControls, trimReturns } from './controls.ts';
import { Style } from './sgr.ts';
import { MAX_UNFINISHED_BYTES, type Source, type SourceContext } from './source.ts';
import { Unfinished } from './unfinished.ts';

const CLEAR_TO_END = '\x1b[K';

/**
 * Rows for a terminal: of the service's escape sequences only colours pass (none, without `color`), and they end
 * with the row; a progress bar is drawn in place as long as nobody else prints. An unfinished line is shown as soon
 * as it rests; if another service prints before it ends, it goes on in a new row.
 */
export function createTerminalSource({ row, write, prefix }: SourceContext, color: boolean): Source {
  const waiting = new Unfinished();
  const style = new Style();
  /** The beginning of the line stands in a row that was interrupted. */
  let goesOn = false;
  const owner = {
    interrupted() {
      goesOn = true;
    },
  };

  return {
    get waiting() {
      return waiting.size;
    },
    finish(text) {
      row.claim(owner);
      const all = waiting.size === 0 ? text : waiting.take().join('') + text;
      if (!goesOn && !row.heldBy(owner) && `${style}` === '' && !hasControls(all)) {
        const start = prefix();
        return write(`${start}${all.replaceAll('\n', `\n${start}`)}\n`);
      }
      for (const line of all.split('\n')) finishLine(line);
    },
    hold(text) {
      waiting.push(text);
      if (waiting.size > MAX_UNFINISHED_BYTES) show();
    },
    show,
    close() {
      row.claim(owner);
      if (waiting.size > 0) finishLine(waiting.take().join(''));
      else if (row.heldBy(owner)) finishLine('');
    },
  };

  function finishLine(line: string): void {
    const text = trimReturns(stripControls(line, color));
    if (text !== '' || !goesOn) {
      print(text);
      write('\n');
    }
    goesOn = false;
    row.ended();
  }

  function show(): void {
    const [complete, incomplete] = splitIncomplete(waiting.take().join(''));
    if (incomplete !== '') waiting.push(incomplete);
    const text = stripControls(complete, color);
    if (text === '') return;
    row.claim(owner);
    print(text);
    goesOn = false;
    row.leaveOpen(owner);
  }

  /** Prints a line or a part of one, in colours that do not outlive it. */
  function print(text: string): void {
    const [before, shown] = afterReturns(text);
    const mine = row.heldBy(owner);
    const again = mine && before !== '' && shown !== '';
    const start = again ? (color ? '\r' : '\n') + prefix() : mine ? '' : prefix();
    style.follow(before);
    const on = `${style}`;
    style.follow(shown);
    const off = on !== '' || shown.includes('\x1b') ? RESET : '';
    write(`${start}${on}${shown}${off}${again && color ? CLEAR_TO_END : ''}`);
  }
}
