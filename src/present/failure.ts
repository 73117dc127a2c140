import type { Failure, ProbeError } from '../core/failure.ts';
import { probeText } from './probe.ts';
import { durationText } from './time.ts';
import { timesText } from './words.ts';

/**
 * The words for a failure, the same everywhere: `exit code 3`, `killed by SIGSEGV`,
 * `start timeout: not ready after 30 s`.
 */
export function failureText(failure: Failure): string {
  switch (failure.type) {
    case 'exit-code':
      return exitCodeText(failure.code);
    case 'signal':
      return `killed by ${failure.signal}`;
    case 'start-timeout':
      return `start timeout: not ready after ${durationText(failure.afterMs)}${because(failure.lastError)}`;
    case 'unhealthy':
      return `health check failed ${timesText(failure.attempts)}${because(failure.lastError)}`;
    case 'spawn':
      return `cannot start: ${failure.message}`;
    case 'build':
      return `build failed: ${failure.signal ? `killed by ${failure.signal}` : exitCodeText(failure.code)}`;
  }
}

/**
 * An exit code that means failure: `exit code 3`, or `killed by SIGKILL (exit code 137)` if a shell passes on how its
 * command ended.
 */
function exitCodeText(code: number | null): string {
  const signal = code === null ? undefined : PASSED_ON[code - 128];
  return signal === undefined ? `exit code ${code}` : `killed by ${signal} (exit code ${code})`;
}

/** The signals that end a process and have the same number everywhere. */
const PASSED_ON: Readonly<Record<number, string>> = {
  1: 'SIGHUP',
  2: 'SIGINT',
  3: 'SIGQUIT',
  4: 'SIGILL',
  6: 'SIGABRT',
  8: 'SIGFPE',
  9: 'SIGKILL',
  11: 'SIGSEGV',
  13: 'SIGPIPE',
  15: 'SIGTERM',
};

function because(error: ProbeError | null): string {
  return error ? ` (${probeText(error)})` : '';
}
