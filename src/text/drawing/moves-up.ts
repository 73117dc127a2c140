/**
 * Whether output moves the cursor up, or places it anywhere on the screen: the program then overwrites existing lines.
 * `text` may be bytes as latin1. Fast if there are only colours, and faster without any ESC.
 */
export function movesUp(text: string): boolean {
  return text.includes('\x1b') && MOVES.test(text);
}

const MOVES = /\x1b(?:\[[0-9;]*[AFHfd]|\[\?(?:1049|1047|47)h|M)/;

/** The beginning of a sequence at the end of a text. The next text may complete it to one that moves up. */
export function unfinishedSequence(text: string): string {
  const at = text.lastIndexOf('\x1b', text.length);
  return at >= 0 && text.length - at <= MAX_UNITS && UNFINISHED.test(text.slice(at)) ? text.slice(at) : '';
}

const MAX_UNITS = 32;
const UNFINISHED = /^\x1b(?:\[[0-9;?]*)?$/;
