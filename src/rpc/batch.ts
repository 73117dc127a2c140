import { monotonicMs } from '../monotonic.ts';

/** The shortest time between two messages to a subscriber. */
export const BATCH_MS = 30;

/**
 * Calls `flush` soon after `poke`, and at most once in `everyMs`. If the last call is longer ago, calls it in the same
 * turn of the event loop, because a timer would wake the process once more.
 */
export function createBatch(flush: () => void, everyMs = BATCH_MS): { poke(): void; stop(): void } {
  let timer: NodeJS.Timeout | undefined;
  let soon: NodeJS.Immediate | undefined;
  let lastMs = Number.NEGATIVE_INFINITY;
  let stopped = false;

  function flushNow(): void {
    timer = undefined;
    soon = undefined;
    lastMs = monotonicMs();
    flush();
  }

  return {
    poke() {
      if (timer || soon || stopped) return;
      const waitMs = lastMs + everyMs - monotonicMs();
      if (waitMs > 0) timer = setTimeout(flushNow, waitMs);
      else soon = setImmediate(flushNow);
    },
    stop() {
      stopped = true;
      clearTimeout(timer);
      clearImmediate(soon);
    },
  };
}
