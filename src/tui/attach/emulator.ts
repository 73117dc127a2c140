import type { IBufferCell, Terminal } from '@xterm/headless';
import { textWidth } from '../text/width.ts';

/** A terminal in memory: what a program prints goes in, the rows of its screen come out. */
export interface Emulator {
  write(bytes: Buffer): void;
  /** The screen, cut to this size. */
  rows(size: { readonly width: number; readonly height: number }): readonly string[];
  /** Null while the program hides it. */
  cursor(): { readonly x: number; readonly y: number } | null;
  resize(size: { readonly columns: number; readonly rows: number }): void;
  close(): void;
}

/** `reply` gets what the terminal answers to queries of the program. Loads the emulator. */
export async function createEmulator(options: {
  readonly columns: number;
  readonly rows: number;
  /** Without it, only bold and the like are left of the styles. */
  readonly color: boolean;
  readonly changed: () => void;
  readonly reply: (text: string) => void;
}): Promise<Emulator> {
  const { Terminal } = await import('./xterm.ts');
  const { columns: cols, rows, color, changed, reply } = options;
  const terminal = new Terminal({ cols, rows, scrollback: 0, allowProposedApi: true });
  let hidden = false;
  terminal.onData(reply);
  for (const [final, isHidden] of [
    ['h', false],
    ['l', true],
  ] as const) {
    terminal.parser.registerCsiHandler({ prefix: '?', final }, (params) => {
      if (params.includes(25)) hidden = isHidden;
      return false;
    });
  }
  return {
    write: (bytes) => terminal.write(bytes, changed),
    rows: ({ width, height }) => Array.from({ length: height }, (_, y) => rowText(terminal, { y, width, color })),
    cursor() {
      const { cursorX, cursorY } = terminal.buffer.active;
      return hidden ? null : { x: cursorX, y: cursorY };
    },
    resize: (size) => terminal.resize(size.columns, size.rows),
    close: () => terminal.dispose(),
  };
}

/** A row of the screen with its styles, up to a width. */
function rowText({ buffer }: Terminal, { y, width, color }: { y: number; width: number; color: boolean }): string {
  const line = buffer.active.getLine(buffer.active.viewportY + y);
  if (!line) return '';
  let text = '';
  let style = '';
  let blanks = '';
  let cell: IBufferCell | undefined;
  for (let x = 0; x < Math.min(width, line.length); x++) {
    cell = line.getCell(x, cell);
    if (!cell || cell.getWidth() === 0) continue;
    if (x + cell.getWidth() > width) break;
    const next = styleOf(cell, color);
    const chars = cell.getChars() || ' ';
    if (next === '' && chars === ' ') {
      blanks += ' ';
      continue;
    }
    if (blanks !== '') {
      text += style === '' ? blanks : `\x1b[0m${blanks}`;
      style = '';
      blanks = '';
    }
    if (next !== style) {
      text += `\x1b[0${next}m`;
      style = next;
    }
    // What the emulator and the real terminal do not agree on in width would shift the rest of the row.
    text += textWidth(chars) === cell.getWidth() ? chars : '?'.padEnd(cell.getWidth());
  }
  return style === '' ? text : `${text}\x1b[0m`;
}

function styleOf(cell: IBufferCell, color: boolean): string {
  if (cell.isAttributeDefault()) return '';
  const codes: string[] = [];
  if (cell.isBold()) codes.push('1');
  if (cell.isDim()) codes.push('2');
  if (cell.isItalic()) codes.push('3');
  if (cell.isUnderline()) codes.push('4');
  if (cell.isInverse()) codes.push('7');
  if (cell.isInvisible()) codes.push('8');
  if (cell.isStrikethrough()) codes.push('9');
  if (color) codes.push(...colorCodes(cell, 'Fg'), ...colorCodes(cell, 'Bg'));
  return codes.map((code) => `;${code}`).join('');
}

function colorCodes(cell: IBufferCell, ground: 'Fg' | 'Bg'): string[] {
  const [isRgb, isPalette, color, base] =
    ground === 'Fg'
      ? [cell.isFgRGB(), cell.isFgPalette(), cell.getFgColor(), 30]
      : [cell.isBgRGB(), cell.isBgPalette(), cell.getBgColor(), 40];
  if (isRgb) return [`${base + 8};2;${(color >> 16) & 255};${(color >> 8) & 255};${color & 255}`];
  if (!isPalette) return [];
  if (color < 8) return [`${base + color}`];
  return color < 16 ? [`${base + 52 + color}`] : [`${base + 8};5;${color}`];
}
