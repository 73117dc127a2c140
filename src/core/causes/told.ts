import type { Trouble } from '../diagnosis.ts';
import type { Cause } from './cause.ts';
import type { Problem } from './problems.ts';

/** A service that is still starting is not reported as a problem during this time. */
const PATIENCE_MS = 3000;
const STOP_PATIENCE_MS = 1000;

/** The diagnosis of this run; null if the run did not fail or nothing was found. */
export function troubleOf({ diagnosis, run }: Pick<Cause, 'diagnosis' | 'run'>): Trouble | null {
  return diagnosis?.run === run ? diagnosis.trouble : null;
}

/** Whether its last run failed in a way that another try cannot fix. */
export function cannotStart(cause: Pick<Cause, 'diagnosis' | 'run'>): boolean {
  return troubleOf(cause) !== null && cause.diagnosis?.cannotStart === true;
}

/**
 * The run whose output explains the state: the last failed run, since the present run has said nothing yet; otherwise
 * the present run.
 */
export function toldRun({ failedRuns, run }: Pick<Cause, 'failedRuns' | 'run'>): number {
  return failedRuns?.run ?? run;
}

/** The lines of that run that explain the failure, the most telling one first. */
export function toldLines(cause: Pick<Cause, 'failedRuns' | 'run' | 'diagnosis'>): readonly string[] {
  return cause.diagnosis?.run === toldRun(cause) ? cause.diagnosis.error : [];
}

/** Whether to report a problem unasked. A service that is still starting or stopping gets some time first. */
export function isWorthTelling({ cause, severity, waiting }: Problem): boolean {
  if (severity !== 'pending') return true;
  if (cause.inStateMs < (cause.state === 'stopping' ? STOP_PATIENCE_MS : PATIENCE_MS)) return false;
  return cause.state === 'stopping' || cause.probe !== null || (cause.kind === 'oneshot' && waiting.length > 0);
}
