import { type CodePointWidth, FIRST_JOINING, isAccent, joins, widthOf } from './code-point.ts';

/** One character as a reader sees it (a grapheme cluster), and where the next one begins, in UTF-16 units. */
export interface Character {
  readonly end: number;
  readonly width: CodePointWidth;
}

/** If more accents than this are stacked, only the first part is one character. */
const MAX_UNITS = 64;

/**
 * The character that begins at `at`. Unicode's algorithm takes microseconds, so it runs only if code points may join in
 * other ways than accents on a letter.
 */
export function characterAt(text: string, at: number): Character {
  const code = text.codePointAt(at)!;
  const width = widthOf(code);
  let end = at + unitsOf(code);
  if (!(text.charCodeAt(end) >= FIRST_JOINING) || width === 'dropped') return { end, width };
  const limit = Math.min(at + MAX_UNITS, text.length);
  let onlyAccents = true;
  for (let last = code; end < limit; ) {
    const next = text.codePointAt(end)!;
    if (!joins(next) && last !== JOINER) break;
    onlyAccents &&= isAccent(next);
    end += unitsOf(next);
    last = next;
  }
  if (end === at + unitsOf(code)) return { end, width };
  const joined = text.slice(at, end);
  const units = onlyAccents ? joined.length : firstIn(joined);
  return { end: at + units, width: SHOWN_AS_PICTURE.test(joined) ? 2 : width };
}

/** Zero width joiner: joins what follows to what is before it. */
const JOINER = 0x200d;

function unitsOf(code: number): 1 | 2 {
  return code > 0xffff ? 2 : 1;
}

/** Created when first needed, because that takes some milliseconds, and most texts never need it. */
let graphemes: Intl.Segmenter | undefined;

/** A screen contains the same few emoji many times. */
const MAX_REMEMBERED = 500;
const remembered = new Map<string, number>();

/** The length of the first character. */
function firstIn(joined: string): number {
  let units = remembered.get(joined);
  if (units === undefined) {
    graphemes ??= new Intl.Segmenter('en', { granularity: 'grapheme' });
    const [first] = graphemes.segment(joined);
    units = first!.segment.length;
    if (remembered.size >= MAX_REMEMBERED) remembered.clear();
    remembered.set(joined, units);
  }
  return units;
}

/** A flag, or a sign that the emoji selector (U+FE0F) turns into a picture. */
const SHOWN_AS_PICTURE = /^(?:[\u{1f1e6}-\u{1f1ff}]{2}|\p{Emoji}\ufe0f)/u;
