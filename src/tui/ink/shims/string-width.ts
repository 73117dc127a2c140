import { textWidth } from '../../../text/width.ts';

const SGR = /\x1b\[[\d;]*m/g;

/**
 * Replaces `string-width` in the bundle. So frame and log rows measure text in the same way, and this version is
 * faster.
 */
export default function stringWidth(text: string): number {
  return textWidth(text.includes('\x1b') ? text.replace(SGR, '') : text);
}
