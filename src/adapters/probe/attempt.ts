import type { ProbeError } from '../../core/observation.ts';
import type { ProbeOutcome, ProbeRequest } from '../../runtime/ports.ts';

/**
 * Runs one probe until its first end: a verdict, the timeout or the abort. `start` receives a function for the verdict,
 * and returns a function that releases everything it opened. That function is called exactly once, before the promise
 * settles.
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
    const target = health.type === 'tcp' || health.type === 'http' ? { target: health.target } : {};
    const late = () => settle(failed({ type: 'no-answer', withinMs: health.timeoutMs, ...target }));
    const timer = setTimeout(late, health.timeoutMs);
    signal.addEventListener('abort', abort);
    release = start(settle);
    if (settled) release();
  });
}

/** @param peer the address and port that accepted the connection, if there was one */
export function passed(peer: ProbeOutcome['peer'] = null): ProbeOutcome {
  return { ok: true, error: null, answered: true, ...(peer === null ? {} : { peer }) };
}

/** A probe that failed before the service itself answered. */
export function failed(error: ProbeError): ProbeOutcome {
  return { ok: false, error, answered: false };
}

/** A probe that failed for a reason known only as a text of the system. */
export function failure(text: string): ProbeOutcome {
  return failed({ type: 'message', text });
}

const ABORTED = failure('aborted');
