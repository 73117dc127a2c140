import type { Cause } from '../core/causes/cause.ts';
import { stateSteps } from './advice.ts';
import { holderRemedies } from './holder.ts';
import { probeRemedies } from './probe.ts';
import { selfWrittenStep } from './trigger.ts';
import { remedyTexts } from './trouble.ts';

/** What can be done about a service that is not as wanted, a line each, the likeliest first. */
export function nextSteps(cause: Cause): string[] {
  const { diagnosis, failure, probe, doubt, blockers, ready } = cause;
  const failed = failure?.type === 'start-timeout' || failure?.type === 'unhealthy' ? failure.lastError : null;
  return [
    ...(diagnosis?.trouble && !ready ? remedyTexts(diagnosis.trouble) : []),
    ...[probe?.error ?? failed, doubt].flatMap((error) => (error ? probeRemedies(error) : [])),
    ...blockers.flatMap((one) => (one.type === 'port' && one.holder ? holderRemedies(one.port, one.holder) : [])),
    ...(cause.selfWritten.length > 0 ? [selfWrittenStep(cause.selfWritten)] : []),
    ...stateSteps(cause),
  ];
}
