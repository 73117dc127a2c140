import { isAsking, isQuestion } from '../core/causes/asking.ts';
import type { Cause } from '../core/causes/cause.ts';
import { type Reader, stateSteps } from './advice.ts';
import { externalSteps } from './external.ts';
import { holderRemedies } from './holder.ts';
import { probeRemedies } from './probe.ts';
import { remedyTexts } from './remedies.ts';
import { selfWrittenStep } from './trigger.ts';

const TIMEOUT_STEP =
  'if it needs longer to start, raise lifecycle.start_timeout_ms. If the check has the wrong target, correct health.target';

/** The step for two services that exclude each other: the user decides. */
function conflictStep(name: string, own: string, reader: Reader): string {
  const stop = reader === 'screen' ? `x on the row of ${name}` : `zdev stop ${name} (on the screen: x)`;
  return `${stop} makes room for it. To run both, remove conflicts from "${name}" or "${own}"`;
}

/** What the user can do about a service that is not as wanted, one line each, the most likely first. */
export function nextSteps(cause: Cause, reader: Reader = 'shell'): string[] {
  const { diagnosis, failure, probe, doubt, blockers, ready } = cause;
  const failed = failure?.type === 'start-timeout' || failure?.type === 'unhealthy' ? failure.lastError : null;
  return [
    ...(diagnosis?.trouble && !ready ? remedyTexts(diagnosis.trouble) : []),
    ...[probe?.error ?? failed, doubt].flatMap((error) => (error ? probeRemedies(error) : [])),
    ...blockers.flatMap((one) =>
      one.type === 'port' && one.holder ? holderRemedies(one.port, one.holder, reader) : [],
    ),
    ...blockers.flatMap((one) => (one.type === 'conflict' ? [conflictStep(one.name, cause.name, reader)] : [])),
    ...blockers.flatMap((one) => (one.type === 'external' ? externalSteps(one) : [])),
    ...(isAsking(cause) && cause.awaitsInput?.terminal ? [answerStep(cause.name, reader)] : []),
    ...(cause.selfWritten.length > 0 ? [selfWrittenStep(cause.selfWritten)] : []),
    ...(failure?.type === 'start-timeout' && failed?.type !== 'refused' ? [TIMEOUT_STEP] : []),
    ...stateSteps(cause, reader),
  ];
}

/** The advice for a question at the end of the output of a service that is not ready: somebody has to answer. */
export function questionSteps(cause: Cause, lastLine: string | undefined): string[] {
  const { state, ready, kind } = cause;
  const isWaiting = state === 'starting' || (state === 'running' && (!ready || kind === 'oneshot'));
  const asks = lastLine !== undefined && isQuestion(lastLine) && isWaiting && !isAsking(cause);
  return asks ? [answerStep(cause.name, 'shell')] : [];
}

function answerStep(name: string, reader: Reader): string {
  if (reader === 'screen') return 'it waits for an answer: press Enter on its row';
  return `it waits for an answer: zdev attach ${name} (on the screen: Enter)`;
}
