import type { Terminal } from '@xterm/headless';
import { rowText } from './emulator-row.ts';

/**
 * Bytes that draw an emulator's screen on an empty terminal of its size, with up to `scrollback` lines above it, which
 * then scroll out. Wrapped lines wrap again. They set no modes, and restore the cursor position.
 */
export function drawScreen({ buffer: { active }, cols, rows }: Terminal, scrollback: number): string {
  let text = '';
  const end = active.baseY + rows;
  for (let y = Math.max(active.baseY - scrollback, 0); y < end; y++) {
    const line = active.getLine(y);
    const goesOn = y + 1 < end && active.getLine(y + 1)?.isWrapped === true;
    if (line) text += rowText(line, { width: cols, color: true, whole: goesOn });
    if (!goesOn && y + 1 < end) text += '\r\n';
  }
  return `${text}\x1b[${active.cursorY + 1};${Math.min(active.cursorX + 1, cols)}H`;
}
