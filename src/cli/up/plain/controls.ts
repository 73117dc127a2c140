import { isUtf8 } from 'node:buffer';

/*
 * Removes from a service's output what must not reach the user's terminal. All texts are latin1 strings of the
 * service's bytes. Bytes 80 to 9F pass only as a part of a UTF-8 character: alone, and as the characters C2 80 to
 * C2 9F, they are control characters (9B is ESC [). Characters that change the direction of writing do not pass,
 * because they would change the rest of the row too.
 */

const COLOR = '\\x1b\\[[0-9;:]*m';
const SEQUENCE = [
  '\\x1b\\[[0-?]*[ -/]*[@-~]', // cursor, clearing, modes, colours
  '\\x1b[\\]PX^_k][^\\x07\\x1b]*(?:\\x07|\\x1b\\\\)', // titles, clipboard, images: up to their end
  '\\x1b[ -/]*[0-~]', // character sets, resets; and the beginning of a sequence that does not end in this line
  '[\\x01-\\x08\\x0b\\x0c\\x0e-\\x1f\\x7f]', // bell, backspace, shift-out …; tab and NUL pass
].join('|');

const ALL = new RegExp(SEQUENCE, 'g');
const ALL_BUT_COLORS = new RegExp(`(?!${COLOR})(?:${SEQUENCE})`, 'g');
const SUSPECT = /[\x01-\x08\x0b-\x1f\x7f]/;

/**
 * Controls in UTF-8: C1, and characters with the property Bidi_Control (U+061C, 200E, 200F, 202A to 202E, 2066 to
 * 2069).
 */
const CODED = '\\xc2[\\x80-\\x9f]|\\xd8\\x9c|\\xe2\\x80[\\x8e\\x8f\\xaa-\\xae]|\\xe2\\x81[\\xa6-\\xa9]';
const HAS_CODED = new RegExp(CODED);
const HIGH = /[\x80-\xff]/;
/** A control, a character, or a stray byte that would be a control character or the beginning of one. */
const CODED_CHARACTER_OR_STRAY = new RegExp(
  `(${CODED})|[\\xc2-\\xdf][\\x80-\\xbf]|\\xe0[\\xa0-\\xbf][\\x80-\\xbf]|[\\xe1-\\xef][\\x80-\\xbf]{2}|` +
    '\\xf0[\\x90-\\xbf][\\x80-\\xbf]{2}|[\\xf1-\\xf4][\\x80-\\xbf]{3}|([\\x80-\\x9f\\xc2])',
  'g',
);
const MAY_CONCEAL = /\x1b\[(?:[0-9:]*;)*0*8[;:m]/;
const STYLE = /\x1b\[([0-9;:]*)m/g;

/** A sequence, a character or a line end that may be incomplete. */
const INCOMPLETE =
  /(?:\r|\x1b(?:\[[0-?]*[ -/]*|[\]PX^_k][^\x07\x1b]*\x1b?|[ -/]*)|[\xc2-\xf4]|[\xe0-\xf4][\x80-\xbf]|[\xf0-\xf4][\x80-\xbf]{2})$/;

/** Whether a text contains anything that a terminal does not simply print. */
export function hasControls(text: string): boolean {
  if (SUSPECT.test(text)) return true;
  return HIGH.test(text) && (HAS_CODED.test(text) || !isUtf8(Buffer.from(text, 'latin1')));
}

/** Removes everything that controls a terminal, except carriage returns, and colours if `keepColors` is set. */
export function stripControls(text: string, keepColors: boolean): string {
  const plain = text.replace(keepColors ? ALL_BUT_COLORS : ALL, '');
  const shown = keepColors && MAY_CONCEAL.test(plain) ? plain.replace(STYLE, withoutConceal) : plain;
  // This comes last, because the removal may have joined bytes.
  return HIGH.test(shown) ? shown.replace(CODED_CHARACTER_OR_STRAY, keepCharacter) : shown;
}

function keepCharacter(found: string, control: string | undefined, stray: string | undefined): string {
  return control === undefined && stray === undefined ? found : '';
}

/** Removes code 8 (conceal), because logs must be visible. (In `38;5;8` it is a colour.) */
function withoutConceal(_sequence: string, parameters: string): string {
  const fields = parameters.split(';');
  const kept: string[] = [];
  for (let at = 0; at < fields.length; at++) {
    const field = fields[at]!;
    const code = Number.parseInt(field, 10);
    if (code === 8) continue;
    const colour = (code === 38 || code === 48 || code === 58) && !field.includes(':');
    const length = colour ? (fields[at + 1] === '2' ? 5 : 3) : 1;
    kept.push(...fields.slice(at, at + length));
    at += length - 1;
  }
  return kept.length === 0 ? '' : `\x1b[${kept.join(';')}m`;
}

/** A sequence that is longer than this without an end is not a sequence. */
const MAX_SEQUENCE_BYTES = 64 * 1024;

/** Splits off an end that may be incomplete. */
export function splitIncomplete(text: string): [complete: string, incomplete: string] {
  const at = text.search(INCOMPLETE);
  return at < 0 || text.length - at > MAX_SEQUENCE_BYTES ? [text, ''] : [text.slice(0, at), text.slice(at)];
}

/**
 * Splits a line with carriage returns (a progress bar). `shown` is what a terminal shows in the end: the last part that
 * is not empty. `before` is all before it, whose colours may still apply.
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

/** Removes the returns at the end: they are part of the line end. */
export function trimReturns(line: string): string {
  let end = line.length;
  while (end > 0 && line[end - 1] === '\r') end--;
  return line.slice(0, end);
}

function hasText(segment: string): boolean {
  return segment.replace(/\x1b\[[0-9;:]*m/g, '') !== '';
}
