import { discardInput } from '../../tty/terminal-io.ts';

/** The terminal that a command was called from. */
export interface LocalTerminal {
  readonly isTTY: boolean;
  size(): { readonly columns: number; readonly rows: number };
  /** Every key as it is typed, Ctrl-C included. Returns the way back. */
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
        // What the terminal reports until it has got the word to stop is not for the shell.
        discardInput(stdin, { quietMs: 100, maxMs: 1_000 });
        stdin.setRawMode(false);
        process.off('exit', giveBack);
      };
      // Also when something goes wrong: whoever called has a terminal that works.
      process.on('exit', giveBack);
      return giveBack;
    },
    // Bytes: what a program sends to its terminal passes as it is.
    write: (bytes) => write(typeof bytes === 'string' ? Buffer.from(bytes, 'latin1') : bytes),
  };
}
