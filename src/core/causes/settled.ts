import type { State } from '../state.ts';
import type { Cause } from './cause.ts';
import type { Lookup } from './chain.ts';

/** A service without a health check that has lived this long is not one that crashes at its start. */
const SETTLE_MS = 1000;

/**
 * How long until a service is settled, if all goes well: 0 when it is, null while it is not ready. Settled is ready, and
 * without a health check alive for `SETTLE_MS`; a target is settled when what it requires is.
 */
export function settlesInMs(name: string, lookup: Lookup, state: Pick<State, 'services'>): number | null {
  const cause = lookup(name);
  if (!cause?.ready) return null;
  if (cause.kind !== 'target') return ownTimeMs(cause);
  let longestMs = 0;
  for (const other of state.services.get(name)?.spec.requires ?? []) {
    const ms = settlesInMs(other, lookup, state);
    if (ms === null) return null;
    longestMs = Math.max(longestMs, ms);
  }
  return longestMs;
}

function ownTimeMs({ kind, checked, upMs }: Cause): number {
  return kind === 'oneshot' || checked ? 0 : Math.max(SETTLE_MS - (upMs ?? 0), 0);
}
