/**
 * Makes a text of zdev (a message, a table, a row of the screen) safe for a terminal. Its names, paths, commands and
 * errors come from projects, and a terminal would obey an escape sequence in them: set the window's title, write the
 * clipboard. Each control character becomes U+FFFD, so that it stays visible. Newlines, tabs and zdev's own styles
 * pass. Characters that change the direction of writing count as control characters too, because they can make a text
 * look like another one.
 */
export function forTerminal(text: string): string {
  if (!UNSAFE.test(text)) return text;
  return text.replace(UNSAFE_OR_OWN, (found) => (found === '\r\n' ? '\n' : found.length > 1 ? found : MARK));
}

/**
 * The same for a part of a row of the screen, which has its styles elsewhere: newlines, tabs and styles do not pass
 * either. They are removed, because the screen counts no column for them.
 */
export function forRow(text: string): string {
  return UNSAFE_IN_ROW.test(text) ? text.replace(EACH_UNSAFE_IN_ROW, '') : text;
}

/** JSON for a terminal, a pipe or a file: everything is printable, and the value is the same. */
export function jsonText(value: unknown, indent?: number): string {
  const text = JSON.stringify(value, null, indent);
  return UNSAFE_IN_JSON.test(text) ? text.replace(EACH_UNSAFE_IN_JSON, escaped) : text;
}

const MARK = '\ufffd';

/** Characters with Unicode's property Bidi_Control. */
const BIDI = '\\u061c\\u200e\\u200f\\u202a-\\u202e\\u2066-\\u2069';
const CONTROL = `[\\0-\\x08\\x0b-\\x1f\\x7f-\\x9f${BIDI}]`;
/** SGR with one parameter: bold, dim and similar, and colours of the palette; not 5 (blink) and 8 (conceal). */
const OWN_STYLE = '\\x1b\\[(?:[0-4]|7|2[2-4]|27|3[0-79]|4[0-79]|9[0-7])?m';
const UNSAFE = new RegExp(CONTROL);
const UNSAFE_OR_OWN = new RegExp(`${OWN_STYLE}|\\r\\n|${CONTROL}`, 'g');
const IN_ROW = `[\\0-\\x1f\\x7f-\\x9f\\u2028\\u2029${BIDI}]`;
const UNSAFE_IN_ROW = new RegExp(IN_ROW);
const EACH_UNSAFE_IN_ROW = new RegExp(IN_ROW, 'g');
const IN_JSON = `[\\x7f-\\x9f${BIDI}]`;
const UNSAFE_IN_JSON = new RegExp(IN_JSON);
const EACH_UNSAFE_IN_JSON = new RegExp(IN_JSON, 'g');

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
