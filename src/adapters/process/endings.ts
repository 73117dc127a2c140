import { monotonicMs } from '../../monotonic.ts';
import type { Scanner } from './scan.ts';
import type { Scan } from './table.ts';

/** A run that waits for its end. */
export interface Ending {
  /** Whether the run needs a scan of the process table. A cheap check with at most one system call. */
  wantsScan(): boolean;
  /** Returns true when the wait is over. */
  settle(scan: Scan): boolean;
}

/** All runs that wait for their end. They share one timer and one scan of the process table. */
export interface Endings {
  /** Checks at once, and again and again until the run has ended. */
  wait(ending: Ending): void;
  /** Something was done about a waiting run, so the next check comes soon. */
  soon(): void;
}

const LONGEST_PAUSE_MS = 50;
/** A pause is at least this many times as long as the scan before it, so that many runs do not keep the loop busy. */
const REST = 4;

/** Pauses for 1, 2, 4 … 50 ms. Each run that joins starts this sequence again. */
export function createEndings(scan: Scanner): Endings {
  const waiting = new Set<Ending>();
  /** Runs that have not been checked yet. */
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
        // Another scan may have settled it before this one.
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
