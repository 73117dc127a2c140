import type { Cause } from '../core/causes/cause.ts';
import type { Lookup } from '../core/causes/chain.ts';
import { outlookTexts } from './condition.ts';
import { failureText } from './failure.ts';
import { probeText } from './probe.ts';
import { stopText } from './stopping.ts';
import { blockerText } from './waiting.ts';

/** What is known of a service beyond its condition, a line each. */
export function detailTexts(cause: Cause, lookup: Lookup): string[] {
  const { probe, buildFailure, blockers } = cause;
  return [
    ...(probe && cause.state !== 'failed' ? [`last health check: ${probeText(probe.error)}`] : []),
    ...(buildFailure ? [`${failureText(buildFailure)}; the run before it keeps serving`] : []),
    ...outlookTexts(cause),
    ...(cause.stop ? [stopText(cause)] : []),
    ...(blockers.length > 1 ? blockers.map((blocker) => `waits for ${blockerText(blocker, lookup)}`) : []),
  ];
}
