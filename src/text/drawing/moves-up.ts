/**
 * Whether output moves the cursor up, or places it anywhere on the screen: what it then writes lies over lines that are there
 * already. `text` may be bytes as latin1. Quick where there are only colours, and quicker where there is no ESC at all.
 */
export function movesUp(text: string): boolean {
  return text.includes('\x1b') && MOVES.test(text);
}

const MOVES = /\x1b(?:\[[0-9;]*[AFHfd]|\[\?(?:1049|1047|47)h|M)/;

/** The beginning of a sequence at the end of a text: the next text may make it one that moves up. */
export function unfinishedSequence(text: string): string {
  const at = text.lastIndexOf('\x1b', text.length);
  return at >= 0 && text.length - at <= MAX_UNITS && UNFINISHED.test(text.slice(at)) ? text.slice(at) : '';
}

const MAX_UNITS = 32;
const UNFINISHED = /^\x1b(?:\[[0-9;?]*)?$/;
