import { characterAt } from './character.ts';

/** The width in columns of a text without escape sequences. */
export function textWidth(text: string): number {
  return prefix(text, Number.POSITIVE_INFINITY).width;
}

/** Cuts a text without escape sequences to `width` columns. The ellipsis shows that something is missing. */
export function truncate(text: string, width: number, ellipsis = '…'): string {
  if (prefix(text, width).end === text.length) return text;
  const room = width - textWidth(ellipsis);
  if (room < 0) return text.slice(0, prefix(text, width).end);
  return text.slice(0, prefix(text, room).end) + ellipsis;
}

/** Nearly every text that is measured. */
const PRINTABLE_ASCII = /^[ -~]*$/;

/** As many characters from the beginning as fit. */
function prefix(text: string, columns: number): { end: number; width: number } {
  if (PRINTABLE_ASCII.test(text)) {
    const end = Math.min(text.length, Math.max(Math.floor(columns), 0));
    return { end, width: end };
  }
  let width = 0;
  let at = 0;
  while (at < text.length) {
    const { end, width: next } = characterAt(text, at);
    const added = next === 'dropped' ? 0 : next;
    if (width + added > columns) break;
    width += added;
    at = end;
  }
  return { end: at, width };
}
