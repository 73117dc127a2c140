import type { ProbeOutcome, ProbeRequest } from '../../runtime/ports.ts';

/**
 * Runs one probe to its first end: a verdict, the timeout or the abort. `start` gets the function that takes the
 * verdict, and returns what releases everything that it opened; that is called exactly once, before the promise settles.
 */
export function attempt(
  { health, signal }: Pick<ProbeRequest, 'health' | 'signal'>,
  start: (settle: (outcome: ProbeOutcome) => void) => () => void,
): Promise<ProbeOutcome> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve(ABORTED);
    let settled = false;
    let release: (() => void) | null = null;
    const settle = (outcome: ProbeOutcome) => {
      if (settled) return;
      settled = true;
      clearTimeout(timer);
      signal.removeEventListener('abort', abort);
      release?.();
      resolve(outcome);
    };
    const abort = () => settle(ABORTED);
    const timer = setTimeout(() => settle(failure(`no answer within ${health.timeoutMs} ms`)), health.timeoutMs);
    signal.addEventListener('abort', abort);
    release = start(settle);
    if (settled) release();
  });
}

export const PASSED: ProbeOutcome = { ok: true, error: null, answered: true };

/** A probe that failed before the service itself had a say. */
export function failure(error: string): ProbeOutcome {
  return { ok: false, error, answered: false };
}

const ABORTED = failure('aborted');
