import { stripControls } from '../up/plain/controls.ts';

/** Text of somebody else's, such as an error, for one row of a terminal: nothing in it steers the terminal. */
export function printable(text: string): string {
  return fromLatin1(stripControls(toLatin1(text.replace(/[\r\n\t]+/g, ' ')), false));
}

/** How many columns a text takes on a terminal. */
export function widthOf(text: string): number {
  let width = 0;
  for (const character of text) width += widthOfOne(character);
  return width;
}

/** The text, or as much of its beginning as fits, and `…`. */
export function cut(text: string, width: number): string {
  if (widthOf(text) <= width) return text;
  let kept = '';
  let room = width - 1;
  for (const character of text) {
    room -= widthOfOne(character);
    if (room < 0) break;
    kept += character;
  }
  return width > 0 ? `${kept}…` : '';
}

const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]/;

function widthOfOne(character: string): number {
  const code = character.codePointAt(0) ?? 0;
  if (code < 0x300) return 1;
  if (/\p{M}|\u200d|[\ufe00-\ufe0f]/u.test(character)) return 0;
  return code >= 0x1f300 || WIDE.test(character) ? 2 : 1;
}

/** The form in which the plain stream handles bytes. */
function toLatin1(text: string): string {
  return Buffer.from(text).toString('latin1');
}

function fromLatin1(bytes: string): string {
  return Buffer.from(bytes, 'latin1').toString();
}
