import type { Terminal } from '@xterm/headless';
import { textWidth } from '../../text/width.ts';
import { rowText } from '../../vt/emulator-row.ts';

/** A terminal in memory: what a program prints goes in, the rows of its screen come out. */
export interface Emulator {
  write(bytes: Buffer): void;
  /** Calls back when all that was written has been acted upon. */
  whenDone(callback: () => void): void;
  /** The screen, or what has scrolled out of it where somebody has scrolled back, cut to this size. */
  rows(size: { readonly width: number; readonly height: number }): readonly string[];
  /** So many rows down; up with a negative number. What comes meanwhile moves nothing. */
  scroll(rows: number): void;
  /** How many rows are below those that are shown. */
  readonly below: number;
  /** Null while the program hides it, or somebody has scrolled back. */
  cursor(): { readonly x: number; readonly y: number } | null;
  resize(size: { readonly columns: number; readonly rows: number }): void;
  close(): void;
}

/** Lines above the screen that can be scrolled back to. */
export const SCROLLBACK = 1000;

/** `reply` gets what the terminal answers to queries of the program. Loads the emulator. */
export async function createEmulator(options: {
  readonly columns: number;
  readonly rows: number;
  /** Without it, only bold and the like are left of the styles. */
  readonly color: boolean;
  readonly changed: () => void;
  readonly reply: (text: string) => void;
}): Promise<Emulator> {
  const { Terminal } = await import('../../vt/xterm.ts');
  const { columns: cols, rows, color, changed, reply } = options;
  const terminal = new Terminal({ cols, rows, scrollback: SCROLLBACK, allowProposedApi: true });
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
    whenDone: (callback) => terminal.write('', callback),
    rows: ({ width, height }) => Array.from({ length: height }, (_, y) => textOf(terminal, { y, width, color })),
    cursor() {
      const { cursorX, cursorY, baseY, viewportY } = terminal.buffer.active;
      return hidden || viewportY < baseY ? null : { x: cursorX, y: cursorY };
    },
    scroll: (rows) => terminal.scrollLines(rows),
    get below() {
      const { baseY, viewportY } = terminal.buffer.active;
      return baseY - viewportY;
    },
    resize: (size) => terminal.resize(size.columns, size.rows),
    close: () => terminal.dispose(),
  };
}

function textOf({ buffer }: Terminal, { y, width, color }: { y: number; width: number; color: boolean }): string {
  const line = buffer.active.getLine(buffer.active.viewportY + y);
  return line ? rowText(line, { width, color, textOf: fitting }) : '';
}

/** What the emulator and the real terminal do not agree on in width would shift the rest of the row. */
function fitting(chars: string, width: number): string {
  return textWidth(chars) === width ? chars : '?'.padEnd(width);
}
