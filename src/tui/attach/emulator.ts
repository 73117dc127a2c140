import type { Terminal } from '@xterm/headless';
import { textWidth } from '../../text/width.ts';
import { rowText } from '../../vt/emulator-row.ts';

/** A terminal in memory: it takes a program's output, and returns the rows of its screen. */
export interface Emulator {
  write(bytes: Buffer): void;
  /** Calls back when everything written has been processed. */
  whenDone(callback: () => void): void;
  /** The screen, or earlier rows if scrolled back, cut to this size. */
  rows(size: { readonly width: number; readonly height: number }): readonly string[];
  /** Scrolls down by this many rows; up with a negative number. New output does not move the view. */
  scroll(rows: number): void;
  /** How many rows are below the shown ones. */
  readonly below: number;
  /** Null while the program hides it, or while scrolled back. */
  cursor(): { readonly x: number; readonly y: number } | null;
  resize(size: { readonly columns: number; readonly rows: number }): void;
  close(): void;
}

/** How many lines above the screen can be scrolled back to. */
export const SCROLLBACK = 1000;

/** `reply` gets the terminal's answers to queries of the program. Loads the emulator. */
export async function createEmulator(options: {
  readonly columns: number;
  readonly rows: number;
  /** Without it, only styles such as bold remain. */
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

/** If the emulator and the real terminal disagree about the width of a character, the rest of the row would shift. */
function fitting(chars: string, width: number): string {
  return textWidth(chars) === width ? chars : '?'.padEnd(width);
}
