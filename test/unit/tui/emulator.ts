import { Terminal } from '@xterm/headless';

/** A terminal emulator to hold what is written against. */
export interface Emulator {
  /** Resolves when the bytes have been acted upon. */
  feed(bytes: string): Promise<void>;
  cells(row: number): Cell[];
  readonly terminal: Terminal;
}

/** What a column shows. The right half of a wide character is an empty text. */
export interface Cell {
  readonly text: string;
  /** Whether it has a background. */
  readonly filled: boolean;
}

/** Set up as the screen of the TUI is: the alternate one, without automatic wrapping. */
export function createEmulator(columns: number, rows: number): Emulator {
  const terminal = new Terminal({ cols: columns, rows, allowProposedApi: true, scrollback: 0 });
  terminal.write('\x1b[?1049h\x1b[?7l');
  return {
    terminal,
    feed: (bytes) => new Promise((resolve) => terminal.write(bytes, resolve)),
    cells(row) {
      const { active } = terminal.buffer;
      const line = active.getLine(active.baseY + row)!;
      return Array.from({ length: terminal.cols }, (_, column) => {
        const cell = line.getCell(column)!;
        return { text: cell.getWidth() === 0 ? '' : cell.getChars() || ' ', filled: !cell.isBgDefault() };
      });
    },
  };
}
