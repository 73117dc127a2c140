import { eastAsianWidth } from 'get-east-asian-width';

/** The width of a code point in columns; `dropped` ones are not shown at all. */
export type CodePointWidth = 0 | 1 | 2 | 'dropped';

/** The width of a code point in a row of the screen. */
export function widthOf(code: number): CodePointWidth {
  return WIDTHS[classOf(code) & WIDTH_BITS]!;
}

/** Whether a code point may join the one before it into one character: an accent, a joiner, a skin tone, a flag. */
export function joins(code: number): boolean {
  return code >= FIRST_JOINING && (classOf(code) & JOINS) !== 0;
}

/** Whether it joins whatever is before it: Latin accents, and variant selectors. */
export function isAccent(code: number): boolean {
  return ACCENTS.some(([from, to]) => from <= code && code <= to);
}

const ACCENTS = [
  [0x300, 0x36f],
  [0x1ab0, 0x1aff],
  [0x1dc0, 0x1dff],
  [0x20d0, 0x20ff],
  [0xfe00, 0xfe0f],
  [0xfe20, 0xfe2f],
] as const;

/** No lower code point joins, so ordinary text needs no lookup in the table. */
export const FIRST_JOINING = 0x300;

const WIDTHS = ['dropped', 0, 1, 2] as const;
const WIDTH_BITS = 3;
const JOINS = 4;
const KNOWN = 8;

/** Results for the code points so far. Asking Unicode each time would take a hundred times longer. */
const known = new Uint8Array(0x20000);

function classOf(code: number): number {
  if (code >= known.length) return classify(code);
  let found = known[code]!;
  if (found === 0) {
    found = classify(code) | KNOWN;
    known[code] = found;
  }
  return found;
}

function classify(code: number): number {
  const text = String.fromCodePoint(code);
  return WIDTHS.indexOf(measure(code, text)) | (JOINING.test(text) ? JOINS : 0);
}

function measure(code: number, text: string): CodePointWidth {
  if (DROPPED.test(text)) return 'dropped';
  if (ZERO.test(text)) return 0;
  return eastAsianWidth(code);
}

/**
 * Control characters, line separators, and format characters. Those that change the direction of writing would also
 * change the rest of the screen. The few visible ones (Arabic number signs and similar) stay.
 */
const DROPPED = /(?![\u0600-\u0605\u06dd\u070f\u0890\u0891\u08e2\u{110bd}\u{110cd}])[\p{Cc}\p{Zl}\p{Zp}\p{Cf}]/u;
/** Accents, and the vowels and finals that complete a Hangul syllable. */
const ZERO = /[\p{Mn}\p{Me}\u1160-\u11ff\ud7b0-\ud7fb]/u;
const JOINING =
  /[\p{M}\u200c-\u200d\u1160-\u11ff\ud7b0-\ud7fb\u{1f1e6}-\u{1f1ff}\u{1f3fb}-\u{1f3ff}\u{e0020}-\u{e007f}]/u;
