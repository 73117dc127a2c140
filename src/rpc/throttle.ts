import { monotonicMs } from '../monotonic.ts';

/** The shortest time between two messages to a subscriber. */
export const MESSAGE_EVERY_MS = 30;

export interface Throttle {
  /** Requests a call. It comes soon, once for all requests until then. */
  request(): void;
  /** Counts as a call, because its work has been done elsewhere. */
  done(): void;
  stop(): void;
}

/**
 * Makes `call` soon after a request, and at most once in `everyMs`. If the last call is longer ago, makes it in the same
 * turn of the event loop, because a timer would wake the process once more.
 */
export function createThrottle(call: () => void, everyMs = MESSAGE_EVERY_MS): Throttle {
  let timer: NodeJS.Timeout | undefined;
  let soon: NodeJS.Immediate | undefined;
  let lastMs = Number.NEGATIVE_INFINITY;
  let stopped = false;

  function callNow(): void {
    timer = undefined;
    soon = undefined;
    done();
    call();
  }

  function done(): void {
    lastMs = monotonicMs();
  }

  return {
    request() {
      if (timer || soon || stopped) return;
      const waitMs = lastMs + everyMs - monotonicMs();
      if (waitMs > 0) timer = setTimeout(callNow, waitMs);
      else soon = setImmediate(callNow);
    },
    done,
    stop() {
      stopped = true;
      clearTimeout(timer);
      clearImmediate(soon);
    },
  };
}
