import { monotonicMs as nowMs } from '../monotonic.ts';
import type { Clock } from '../runtime/ports.ts';

/** The longest delay of a Node timer. Longer delays are armed again. */
const MAX_DELAY_MS = 2 ** 31 - 1;

/** The real clock. */
export const systemClock: Clock = {
  nowMs,
  at(atMs, fire) {
    let timer: NodeJS.Timeout;
    const arm = () => {
      const delayMs = atMs - nowMs();
      // Timers may fire up to a millisecond early, but the core's deadlines must not.
      timer = setTimeout(
        () => (atMs > nowMs() ? arm() : fire()),
        Math.min(Math.max(Math.ceil(delayMs), 0), MAX_DELAY_MS),
      );
    };
    arm();
    return () => clearTimeout(timer);
  },
};
