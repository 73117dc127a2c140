import { jsonText } from '../../safe/terminal.ts';
import type { CommandIo } from '../io/command-io.ts';
import { EXIT } from '../io/exit-code.ts';

/** Kinds of errors, as words that never change: scripts rely on them. */
export const ERROR_CODES = {
  failed: 'the request failed; the message says why',
  usage: 'the command line is wrong',
  config: 'the project files have errors, listed in `diagnostics`',
  'not-running-here': 'zdev does not run in this project',
  unreachable: 'zdev runs, but does not answer',
  'unknown-service': 'no service has this name; the hint may contain the nearest name',
  'service-not-running': 'the service has no process',
  'no-terminal': 'the service runs without a terminal',
  'another-version': 'the zdev that runs is another version',
  stopping: 'zdev is stopping and starts nothing',
  'nothing-to-start': 'no service is selected to start',
  bug: 'zdev itself has failed; stderr says where',
} as const;
export type ErrorCode = keyof typeof ERROR_CODES;

/**
 * Prints an error and, if known, what to do: on stderr, or, with `--json`, as an object on stdout. Returns the exit
 * status of a failure.
 */
export function fail(io: CommandIo, message: string, hint?: string, code: ErrorCode = 'failed'): number {
  if (io.json) {
    io.out(Buffer.from(errorJson(code, message, hint)));
    return EXIT.failed;
  }
  const [red, cyan, off] = io.color.err ? ['\x1b[31m', '\x1b[36m', '\x1b[0m'] : ['', '', ''];
  io.err(`${red}error:${off} ${message}\n${hint === undefined ? '' : `  ${cyan}hint:${off} ${hint}\n`}`);
  return EXIT.failed;
}

/** An error as one line of JSON, with further details. */
export function errorJson(code: ErrorCode, message: string, hint?: string, more: object = {}): string {
  return `${jsonText({ ok: false, error: { code, message, hint: hint ?? null }, ...more })}\n`;
}
