import type { Trouble } from '../diagnosis.ts';
import type { Cause } from './cause.ts';
import type { Problem } from './problems.ts';

/** What is on its way is no problem yet for so long. */
const PATIENCE_MS = 3000;
const STOP_PATIENCE_MS = 1000;

/** What was found out about this run; null where it did not fail, or nothing was found. */
export function troubleOf({ diagnosis, run }: Pick<Cause, 'diagnosis' | 'run'>): Trouble | null {
  return diagnosis?.run === run ? diagnosis.trouble : null;
}

/** Whether its last run failed in a way that another try cannot mend. */
export function cannotStart(cause: Pick<Cause, 'diagnosis' | 'run'>): boolean {
  return troubleOf(cause) !== null && cause.diagnosis?.cannotStart === true;
}

/** The run whose output tells why: the one that failed last, since the present one has said nothing yet; else the present one. */
export function toldRun({ failedRuns, run }: Pick<Cause, 'failedRuns' | 'run'>): number {
  return failedRuns?.run ?? run;
}

/** The lines of that run that say what went wrong, the most telling one first. */
export function toldLines(cause: Pick<Cause, 'failedRuns' | 'run' | 'diagnosis'>): readonly string[] {
  return cause.diagnosis?.run === toldRun(cause) ? cause.diagnosis.error : [];
}

/** Whether a problem is one to speak of without being asked: what is on its way has some time to get there. */
export function isWorthTelling({ cause, severity, waiting }: Problem): boolean {
  if (severity !== 'pending') return true;
  if (cause.inStateMs < (cause.state === 'stopping' ? STOP_PATIENCE_MS : PATIENCE_MS)) return false;
  return cause.state === 'stopping' || cause.probe !== null || (cause.kind === 'oneshot' && waiting.length > 0);
}
