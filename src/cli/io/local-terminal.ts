import { discardInput } from '../../tty/terminal-io.ts';

/** The terminal that a command was called from. */
export interface LocalTerminal {
  readonly isTTY: boolean;
  size(): { readonly columns: number; readonly rows: number };
  /** Passes on every key as it is typed, even Ctrl-C. Returns a function that restores the terminal. */
  takeOver(handlers: { readonly typed: (bytes: Buffer) => void; readonly resized: () => void }): () => void;
  write(bytes: Buffer | string): void;
}

/** stdin and stdout of this process. */
export function systemTerminal(write: (bytes: Buffer | string) => void): LocalTerminal {
  const { stdin, stdout } = process;
  return {
    isTTY: stdin.isTTY === true && stdout.isTTY === true,
    size: () => ({ columns: stdout.columns, rows: stdout.rows }),
    takeOver({ typed, resized }) {
      stdin.setRawMode(true);
      stdin.on('data', typed).resume();
      stdout.on('resize', resized);
      const giveBack = () => {
        stdin.off('data', typed).pause();
        stdout.off('resize', resized);
        // The shell must not get reports that the terminal still sends.
        discardInput(stdin, { quietMs: 100, maxMs: 1_000 });
        stdin.setRawMode(false);
        process.off('exit', giveBack);
      };
      // Restores the terminal even after an error.
      process.on('exit', giveBack);
      return giveBack;
    },
    // As bytes, so that a program's output reaches its terminal unchanged.
    write: (bytes) => write(typeof bytes === 'string' ? Buffer.from(bytes, 'latin1') : bytes),
  };
}
