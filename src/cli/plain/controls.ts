/*
 * What of a service's output may reach the user's terminal. All texts are latin1 strings of the service's bytes;
 * UTF-8 passes, since none of its bytes looks like a control character. (C2 80 to C2 9F are control characters
 * in UTF-8: some terminals take C2 9B for ESC [.)
 */

const COLOR = '\\x1b\\[[0-9;:]*m';
const SEQUENCE = [
  '\\x1b\\[[0-?]*[ -/]*[@-~]', // cursor, clearing, modes, colours
  '\\x1b[\\]PX^_k][^\\x07\\x1b]*(?:\\x07|\\x1b\\\\)', // titles, clipboard, images: up to their end
  '\\x1b[ -/]*[0-~]', // character sets, resets; and the beginning of what has no end in this line
  '[\\x01-\\x08\\x0b\\x0c\\x0e-\\x1f\\x7f]', // bell, backspace, shift-out …; tab and NUL pass
  '\\xc2[\\x80-\\x9f]',
].join('|');

const ALL = new RegExp(SEQUENCE, 'g');
const ALL_BUT_COLORS = new RegExp(`(?!${COLOR})(?:${SEQUENCE})`, 'g');
/** No character begins so. Left alone, it could make a control character with what comes next now that a sequence is gone. */
const LONE_LEAD = /\xc2(?![\xa0-\xbf])/g;
const SUSPECT = /[\x01-\x08\x0b-\x1f\x7f]|\xc2[\x80-\x9f]/;

/** A sequence, a character or a line end of which the rest may still come. */
const INCOMPLETE =
  /(?:\r|\x1b(?:\[[0-?]*[ -/]*|[\]PX^_k][^\x07\x1b]*\x1b?|[ -/]*)|[\xc2-\xf4]|[\xe0-\xf4][\x80-\xbf]|[\xf0-\xf4][\x80-\xbf]{2})$/;

/** Whether there is anything in a text that a terminal does not simply print. */
export function hasControls(text: string): boolean {
  return SUSPECT.test(text);
}

/** Takes out everything that a terminal would act upon, except carriage returns, and colours if they are wanted. */
export function stripControls(text: string, keepColors: boolean): string {
  return text.replace(keepColors ? ALL_BUT_COLORS : ALL, '').replace(LONE_LEAD, '');
}

/** What is longer than this, and has no end, is no sequence. */
const MAX_SEQUENCE_BYTES = 64 * 1024;

/** Splits off an end that cannot be judged before more comes. */
export function splitIncomplete(text: string): [complete: string, incomplete: string] {
  const at = text.search(INCOMPLETE);
  return at < 0 || text.length - at > MAX_SEQUENCE_BYTES ? [text, ''] : [text.slice(0, at), text.slice(at)];
}

/**
 * What a terminal shows in the end of a line with carriage returns in it (a progress bar): what came after the last
 * one that anything came after. Returns that and all before it, which has left its colours behind.
 */
export function afterReturns(line: string): [before: string, shown: string] {
  let end = line.length;
  for (;;) {
    const start = line.lastIndexOf('\r', end - 1) + 1;
    if (start === 0 || hasText(line.slice(start, end))) return [line.slice(0, start), line.slice(start, end)];
    end = start - 1;
    if (end === 0) return ['', ''];
  }
}

/** Without the returns at its end: they are a part of the line end. */
export function trimReturns(line: string): string {
  let end = line.length;
  while (end > 0 && line[end - 1] === '\r') end--;
  return line.slice(0, end);
}

function hasText(segment: string): boolean {
  return segment.replace(/\x1b\[[0-9;:]*m/g, '') !== '';
}
