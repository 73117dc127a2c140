import { Terminal } from '@xterm/headless';

/** A terminal emulator to hold what is written against. */
export interface Emulator {
  /** Resolves when the bytes have been acted upon. */
  feed(bytes: string): Promise<void>;
  /** A row as columns; the right half of a wide character is an empty string. */
  columns(row: number): string[];
  readonly terminal: Terminal;
}

/** Without automatic wrapping, as the screen of the TUI is set up. */
export function createEmulator(columns: number, rows: number): Emulator {
  const terminal = new Terminal({ cols: columns, rows, allowProposedApi: true, scrollback: 0 });
  terminal.write('\x1b[?7l');
  return {
    terminal,
    feed: (bytes) => new Promise((resolve) => terminal.write(bytes, resolve)),
    columns(row) {
      const line = terminal.buffer.active.getLine(row);
      return Array.from({ length: terminal.cols }, (_, column) => {
        const cell = line?.getCell(column);
        return cell?.getWidth() === 0 ? '' : cell?.getChars() || ' ';
      });
    },
  };
}
