import type { Cause } from '../core/causes/cause.ts';
import type { Lookup } from '../core/causes/chain.ts';
import { outlookTexts } from './condition.ts';
import { failureText } from './failure.ts';
import { doubtText, probeText } from './probe.ts';
import { stopText } from './stopping.ts';
import { selfWrittenText, triggerText } from './trigger.ts';
import { blockerText } from './waiting.ts';

/** Facts about a service beyond its condition, one line each. */
export function detailTexts(cause: Cause, lookup: Lookup): string[] {
  const { probe, buildFailure, blockers } = cause;
  return [
    ...(probe && cause.state !== 'failed' ? [`last health check: ${probeText(probe.error)}`] : []),
    ...(cause.doubt ? [doubtText(cause.doubt)] : []),
    ...(cause.diagnosis && isTold(cause) ? errorTexts(cause.diagnosis) : []),
    ...(buildFailure ? [`${failureText(buildFailure)}; the previous run keeps serving`] : []),
    ...(cause.selfWritten.length > 0 ? [selfWrittenText(cause.selfWritten)] : []),
    ...(cause.trigger && cause.state !== 'stopping' ? [`last stop: ${triggerText(cause.trigger)}`] : []),
    ...outlookTexts(cause),
    ...(cause.stop ? [stopText(cause)] : []),
    ...(blockers.length > 1 ? blockers.map((blocker) => `waits for ${blockerText(blocker, lookup)}`) : []),
  ];
}

/** Whether the last failure still matters, which it does until the service is ready again. */
function isTold({ diagnosis, ready, run, state }: Cause): boolean {
  return diagnosis !== null && !ready && (state === 'failed' || diagnosis.run <= run);
}

/** The lines of the failed run that explain the failure. */
function errorTexts({ error, run }: NonNullable<Cause['diagnosis']>): string[] {
  return error.map((line, i) => (i === 0 ? `error of run ${run}: ${line}` : `  ${line}`));
}
