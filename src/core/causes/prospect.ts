import type { Cause } from './cause.ts';
import { isCircle, type Lookup, rootsOf } from './chain.ts';

/**
 * Whether a service can no longer become ready by itself: it is over and not tried again, it is not wanted, or it waits
 * for such a service. `seen` holds the services that are already being examined, because circles have no end.
 */
export function isHopeless(name: string, lookup: Lookup, seen = new Set<string>()): boolean {
  const cause = lookup(name);
  if (!cause) return true;
  if (cause.ready || seen.has(name)) return false;
  seen.add(name);
  if (cause.blockers.length === 0) return isOver(cause);
  return cause.blockers.some((blocker) => {
    if (blocker.type === 'conflict') return lookup(blocker.name)?.intent === 'up';
    if (blocker.type === 'external') return isCircle(blocker, lookup);
    // A service that runs, or will run, can end.
    return (blocker.type === 'requires' || blocker.type === 'ended') && isHopeless(blocker.name, lookup, seen);
  });
}

/** Whether the last try of a service, or of a service that it waits for, has failed, even if another try follows. */
export function hasFailed(name: string, lookup: Lookup): boolean {
  return rootsOf(name, lookup).some(({ state }) => state === 'failed');
}

/** Whether nothing of it runs, and nothing will run by itself. */
function isOver({ intent, state, nextTryInMs }: Cause): boolean {
  if (state === 'inactive') return intent === 'down';
  return (state === 'failed' || state === 'exited') && nextTryInMs === null;
}
