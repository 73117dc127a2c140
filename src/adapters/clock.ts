import { performance } from 'node:perf_hooks';
import type { Clock } from '../runtime/ports.ts';

/** The longest delay that a Node timer takes; longer ones are armed again. */
const MAX_DELAY_MS = 2 ** 31 - 1;

/** The real clock: monotonic milliseconds since the process started. */
export const systemClock: Clock = {
  nowMs: () => performance.now(),
  at(atMs, fire) {
    let timer: NodeJS.Timeout;
    const arm = () => {
      const delayMs = atMs - performance.now();
      // Timers may fire up to a millisecond early; the core's deadlines may not.
      timer = setTimeout(
        () => (atMs > performance.now() ? arm() : fire()),
        Math.min(Math.max(Math.ceil(delayMs), 0), MAX_DELAY_MS),
      );
    };
    arm();
    return () => clearTimeout(timer);
  },
};
