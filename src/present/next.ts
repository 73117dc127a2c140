import { isAsking, isQuestion } from '../core/causes/asking.ts';
import type { Cause } from '../core/causes/cause.ts';
import { stateSteps } from './advice.ts';
import { holderRemedies } from './holder.ts';
import { probeRemedies } from './probe.ts';
import { remedyTexts } from './remedies.ts';
import { selfWrittenStep } from './trigger.ts';

const TIMEOUT_STEP =
  'if it needs longer to start: lifecycle.start_timeout_ms; if the check asks in the wrong place: health.target';

/** Two that exclude each other: the user decides. */
function conflictStep(name: string, own: string): string {
  return `zdev stop ${name} makes room for it (on the screen: x stops it); both at once: take conflicts out of "${name}" or "${own}"`;
}

/** What can be done about a service that is not as wanted, a line each, the likeliest first. */
export function nextSteps(cause: Cause): string[] {
  const { diagnosis, failure, probe, doubt, blockers, ready } = cause;
  const failed = failure?.type === 'start-timeout' || failure?.type === 'unhealthy' ? failure.lastError : null;
  return [
    ...(diagnosis?.trouble && !ready ? remedyTexts(diagnosis.trouble) : []),
    ...[probe?.error ?? failed, doubt].flatMap((error) => (error ? probeRemedies(error) : [])),
    ...blockers.flatMap((one) => (one.type === 'port' && one.holder ? holderRemedies(one.port, one.holder) : [])),
    ...blockers.flatMap((one) => (one.type === 'conflict' ? [conflictStep(one.name, cause.name)] : [])),
    ...(isAsking(cause) && cause.awaitsInput?.terminal ? [answerStep(cause.name)] : []),
    ...(cause.selfWritten.length > 0 ? [selfWrittenStep(cause.selfWritten)] : []),
    ...(failure?.type === 'start-timeout' && failed?.type !== 'refused' ? [TIMEOUT_STEP] : []),
    ...stateSteps(cause),
  ];
}

/** A question at the end of its output, while it does not become ready: somebody has to answer. */
export function questionSteps(cause: Cause, lastLine: string | undefined): string[] {
  const { state, ready, kind } = cause;
  const isWaiting = state === 'starting' || (state === 'running' && (!ready || kind === 'oneshot'));
  const asks = lastLine !== undefined && isQuestion(lastLine) && isWaiting && !isAsking(cause);
  return asks ? [answerStep(cause.name)] : [];
}

function answerStep(name: string): string {
  return `it asks something: answer it with zdev attach ${name} (on the screen: Enter)`;
}
