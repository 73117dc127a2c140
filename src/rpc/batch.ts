import { monotonicMs } from '../monotonic.ts';

/** How often a subscriber is told something at most. */
export const BATCH_MS = 30;

/**
 * Calls `flush` soon after `poke`, and no more often than every `everyMs`. When that is over, it is called in the same turn of
 * the event loop: a timer would wake the process once more.
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
