import type { Caller } from '../io/command-io.ts';
import { EXIT } from '../io/exit-code.ts';

/** Says what went wrong and, if it is known, what to do. Gives the exit status of a failure. */
export function fail(caller: Caller, message: string, hint?: string): number {
  const [red, cyan, off] = caller.color.err ? ['\x1b[31m', '\x1b[36m', '\x1b[0m'] : ['', '', ''];
  caller.err(`${red}error:${off} ${message}\n${hint === undefined ? '' : `  ${cyan}hint:${off} ${hint}\n`}`);
  return EXIT.failed;
}
