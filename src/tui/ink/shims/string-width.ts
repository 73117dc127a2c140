import { textWidth } from '../../../text/width.ts';

const SGR = /\x1b\[[\d;]*m/g;

/**
 * Stands in for `string-width` in the bundle: one idea of how wide a text is, for the frame and for the log rows, and the
 * quicker one.
 */
export default function stringWidth(text: string): number {
  return textWidth(text.includes('\x1b') ? text.replace(SGR, '') : text);
}
