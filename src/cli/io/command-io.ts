import { useColor } from '../up/plain/color.ts';
import { isTerminal } from './is-terminal.ts';
import { printErr, printOut } from './stdio.ts';

/** What a command works with: the directory, the environment, and where to print the answer. Tests pass their own. */
export interface CommandIo {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /**
   * Prints on stdout and waits for the reader. A string is zdev's own text, and its control characters are removed.
   * Bytes are content, and pass unchanged. Throws `ReaderGone` if nobody reads any more.
   */
  out(text: string | Buffer): void;
  err(text: string): void;
  /** A program asked: errors also go to stdout, as JSON. */
  readonly json?: boolean;
  /** Whether stdout is a terminal. */
  readonly terminal: boolean;
  /** Width of that terminal; infinite for a file or a pipe. */
  readonly columns: number;
  /** Whether to colour stdout, and stderr. */
  readonly color: { readonly out: boolean; readonly err: boolean };
}

/**
 * The directory, environment and output of this process. Reads each property only when asked for it. `json`: whether the command line contains
 * `--json`.
 */
export function systemIo(json = wantsJson(process.argv.slice(2))): CommandIo {
  const { env } = process;
  return {
    get cwd() {
      return process.cwd();
    },
    env,
    json,
    out: printOut,
    err: printErr,
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
 * Whether `--json` is an option of the command, and not of a command that it runs. Works for wrong command lines too.
 */
export function wantsJson(argv: readonly string[]): boolean {
  const end = argv.indexOf('--');
  return (end < 0 ? argv : argv.slice(0, end)).includes('--json');
}
