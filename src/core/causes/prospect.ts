import type { Cause } from './cause.ts';
import { isCircle, type Lookup, rootsOf } from './chain.ts';

/**
 * Whether a service cannot become ready by itself any more: it is over and not tried again, or is not wanted, or waits
 * for one of which that is true. `seen` are services that are being asked about already: circles have no end.
 */
export function isHopeless(name: string, lookup: Lookup, seen = new Set<string>()): boolean {
  const cause = lookup(name);
  if (!cause) return true;
  if (cause.ready || seen.has(name)) return false;
  seen.add(name);
  if (cause.state !== 'blocked' && cause.blockers.length === 0) return isOver(cause);
  return cause.blockers.some((blocker) => {
    if (blocker.type === 'conflict') return lookup(blocker.name)?.intent === 'up';
    // what waits for an end has waited long enough as soon as there is one
    if (blocker.type === 'ended') return !willEnd(blocker.name, lookup, seen);
    if (blocker.type === 'external') return isCircle(blocker, lookup);
    return blocker.type === 'requires' && isHopeless(blocker.name, lookup, seen);
  });
}

/** Whether the last try of a service, or of what it waits for, has failed, even if another one follows. */
export function hasFailed(name: string, lookup: Lookup): boolean {
  return rootsOf(name, lookup).some(({ state }) => state === 'failed');
}

/** Whether a service runs, or will: then it can end. */
function willEnd(name: string, lookup: Lookup, seen: Set<string>): boolean {
  const cause = lookup(name);
  return cause !== undefined && (cause.upMs !== null || cause.step !== null || !isHopeless(name, lookup, seen));
}

/** Its last run is over, and no other follows by itself. */
function isOver({ intent, state, nextTryInMs, upMs, step }: Cause): boolean {
  if (upMs !== null || step !== null) return false;
  if (intent === 'down') return true;
  return (state === 'failed' || state === 'exited') && nextTryInMs === null;
}
