import type { Cause } from './cause.ts';

/** Returns the cause as it will be `byMs` later if nothing happens: longer durations and shorter waits. */
export function aged(cause: Cause, byMs: number): Cause {
  const less = (ms: number | null) => (ms === null ? null : Math.max(ms - byMs, 0));
  const { inStateMs, upMs, nextTryInMs, stop } = cause;
  return {
    ...cause,
    inStateMs: inStateMs + byMs,
    upMs: upMs === null ? null : upMs + byMs,
    nextTryInMs: less(nextTryInMs),
    stop: stop && {
      ...stop,
      sentMs: stop.sentMs + byMs,
      killInMs: less(stop.killInMs),
    },
  };
}
