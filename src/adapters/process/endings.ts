import { monotonicMs } from '../../monotonic.ts';
import type { Scanner } from './scan.ts';
import type { Scan } from './table.ts';

/** A run that waits for its end. */
export interface Ending {
  /** A cheap look, of no more than a system call: whether it wants to see the process table. */
  wantsScan(): boolean;
  /** True when it waits no longer. */
  settle(scan: Scan): boolean;
}

/** All runs that wait for their end: one timer, and one look at the process table, for all of them. */
export interface Endings {
  /** Looks at once, and again and again until the run is settled. */
  wait(ending: Ending): void;
  /** Something was done about one that waits: looks again soon. */
  soon(): void;
}

const LONGEST_PAUSE_MS = 50;
/** A pause is at least so many times as long as the look before it: many runs must not keep the loop busy. */
const REST = 4;

/** Pauses of 1, 2, 4 … 50 ms; each that joins begins anew. */
export function createEndings(scan: Scanner): Endings {
  const waiting = new Set<Ending>();
  /** Not looked at yet. */
  let joined: Ending[] = [];
  let timer: NodeJS.Timeout | undefined;
  let pauseMs = 1;
  let restMs = 0;

  async function look(endings: Iterable<Ending>): Promise<void> {
    const beganMs = monotonicMs();
    const asking = [...endings].filter((ending) => ending.wantsScan());
    let tookMs = monotonicMs() - beganMs;
    if (asking.length > 0) {
      const seen = await scan();
      const seenMs = monotonicMs();
      for (const ending of asking) {
        // Another look may have come before this one.
        if (waiting.has(ending) && ending.settle(seen)) waiting.delete(ending);
      }
      tookMs += monotonicMs() - seenMs;
    }
    restMs = REST * tookMs;
    again();
  }

  function again(): void {
    if (waiting.size === 0 || timer !== undefined) return;
    timer = setTimeout(
      () => {
        timer = undefined;
        void look(waiting);
      },
      Math.max(pauseMs, restMs),
    );
    pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS);
  }

  function soon(): void {
    pauseMs = 1;
    clearTimeout(timer);
    timer = undefined;
    again();
  }

  return {
    wait(ending) {
      waiting.add(ending);
      joined.push(ending);
      if (joined.length > 1) return;
      setImmediate(() => {
        const endings = joined;
        joined = [];
        soon();
        void look(endings);
      });
    },
    soon,
  };
}
