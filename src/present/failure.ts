import type { Failure, ProbeError } from '../core/failure.ts';
import { probeText } from './probe.ts';
import { durationText } from './time.ts';

/** What a failure is called everywhere: `exit code 3`, `killed by SIGSEGV`, `start timeout: not ready after 30 s`. */
export function failureText(failure: Failure): string {
  switch (failure.type) {
    case 'exit-code':
      return `exit code ${failure.code}`;
    case 'signal':
      return `killed by ${failure.signal}`;
    case 'start-timeout':
      return `start timeout: not ready after ${durationText(failure.afterMs)}${because(failure.lastError)}`;
    case 'unhealthy':
      return `health check failed ${failure.attempts} times${because(failure.lastError)}`;
    case 'spawn':
      return `cannot start: ${failure.message}`;
    case 'build':
      return `build failed: ${failure.signal ? `killed by ${failure.signal}` : `exit code ${failure.code}`}`;
  }
}

function because(error: ProbeError | null): string {
  return error ? ` (${probeText(error)})` : '';
}
