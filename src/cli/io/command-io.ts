import { useColor } from '../up/plain/color.ts';
import { isTerminal } from './is-terminal.ts';
import { printErr, printOut } from './stdio.ts';

/** Who called a command: where, with which environment, and where the answer is printed. Tests have their own. */
export interface Caller {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /**
   * Prints on stdout and waits for whoever reads it. A string is a text of zdev's: control characters in it are taken out.
   * Bytes are content, and pass as they are. Throws `ReaderGone` when nobody reads any more.
   */
  out(text: string | Buffer): void;
  err(text: string): void;
  /** The answer is for a program: errors are JSON on stdout, too. */
  readonly json?: boolean;
  /** Whether stdout is a terminal. */
  readonly terminal: boolean;
  /** Width of that terminal; infinite for a file or a pipe. */
  readonly columns: number;
  /** Whether to colour what goes to stdout, and to stderr. */
  readonly color: { readonly out: boolean; readonly err: boolean };
}

/** This process. Reads nothing before it is asked. `json`: what the parsed command line says. */
export function systemCaller(json = wantsJson(process.argv.slice(2))): Caller {
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

/** Whether `--json` is an option of the command, and not a word of one that it runs: for mistakes in the command line, too. */
export function wantsJson(argv: readonly string[]): boolean {
  const end = argv.indexOf('--');
  return (end < 0 ? argv : argv.slice(0, end)).includes('--json');
}
