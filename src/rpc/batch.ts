import { monotonicMs } from '../monotonic.ts';

/** How often a subscriber is told something at most. */
export const BATCH_MS = 30;

/** Calls `flush` soon after `poke`, and no more often than every `BATCH_MS`. */
export function createBatch(flush: () => void): { poke(): void; stop(): void } {
  let timer: NodeJS.Timeout | undefined;
  let lastMs = Number.NEGATIVE_INFINITY;
  let stopped = false;
  return {
    poke() {
      if (timer || stopped) return;
      timer = setTimeout(
        () => {
          timer = undefined;
          lastMs = monotonicMs();
          flush();
        },
        Math.max(lastMs + BATCH_MS - monotonicMs(), 0),
      );
    },
    stop() {
      stopped = true;
      clearTimeout(timer);
    },
  };
}
