import { writeSync } from 'node:fs';
import { isTerminal } from './is-terminal.ts';
import { useColor } from './plain/color.ts';

/** Who called a command: where, with which environment, and where the answer is printed. Tests have their own. */
export interface Caller {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Prints on stdout and waits for whoever reads it. Throws `ReaderGone` when nobody does any more. */
  out(text: string | Buffer): void;
  err(text: string): void;
  /** Whether stdout is a terminal. */
  readonly terminal: boolean;
  /** Width of that terminal; infinite for a file or a pipe. */
  readonly columns: number;
  /** Whether to colour what goes to stdout, and to stderr. */
  readonly color: { readonly out: boolean; readonly err: boolean };
}

/** Nobody reads stdout any more: `| head`. Known by its name, since chunks have their own copies. */
export class ReaderGone extends Error {
  override readonly name = 'ReaderGone';
}

/** This process. Reads nothing before it is asked. */
export function systemCaller(): Caller {
  const { env } = process;
  return {
    cwd: process.cwd(),
    env,
    out: (text) => writeAll(1, text),
    err(text) {
      try {
        writeAll(2, text);
      } catch {
        // Nobody to tell.
      }
    },
    get terminal() {
      return isTerminal(1);
    },
    get columns() {
      return isTerminal(1) ? process.stdout.columns || 80 : Number.POSITIVE_INFINITY;
    },
    get color() {
      return { out: useColor({ env, isTTY: isTerminal(1) }), err: useColor({ env, isTTY: isTerminal(2) }) };
    },
  };
}

/**
 * Writes synchronously: a reader that is slow holds this process up as it does any other, what it reads is not kept in
 * memory, and nothing is lost at the end.
 */
function writeAll(fd: number, text: string | Buffer): void {
  const bytes = typeof text === 'string' ? Buffer.from(text) : text;
  for (let at = 0; at < bytes.length; ) {
    try {
      at += writeSync(fd, bytes, at);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'EPIPE' || code === 'EIO') throw new ReaderGone();
      // Somebody made this pipe non-blocking, and it is full.
      if (code !== 'EAGAIN') throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5);
    }
  }
}
