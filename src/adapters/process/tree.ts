import type { SignalName } from '../../core/service.ts';
import { groupExists, groupLives, sendSignal } from './group.ts';
import type { MarkedProcess } from './marker.ts';
import type { Scanner } from './scan.ts';

/** All processes of one run: the group of its leader, and marked descendants that left the group. */
export interface ProcessTree {
  /**
   * Signals the group. Descendants outside it get the same signal as soon as the group is empty, and nothing before:
   * a leader that ends its own daemons in order is left to do so.
   */
  signal(signal: SignalName): void;
  /** To be called, once, when the leader is gone. From here on, the tree looks for its own end. */
  leaderExited(): void;
}

/** `gone` is called once, when nothing is left. */
export function createTree({
  pgid,
  marker,
  scan,
  grouped = true,
  gone,
}: {
  pgid: number;
  marker: string;
  scan: Scanner;
  /** False when the group is known to be gone, or not to be this run's any more. */
  grouped?: boolean;
  gone: () => void;
}): ProcessTree {
  let phase: 'led' | 'leaderless' | 'strays' | 'gone' = grouped ? 'led' : 'strays';
  let lastSignal: SignalName = 'SIGTERM';
  const signalled = new Map<number, SignalName>();
  let pause = createPause();

  function signal(name: SignalName): void {
    if (phase === 'gone') return;
    lastSignal = name;
    if (phase !== 'strays') sendSignal(-pgid, name);
    pause.reset();
  }

  async function watch(): Promise<void> {
    phase = grouped ? 'leaderless' : 'strays';
    while (phase === 'leaderless' && groupExists(pgid)) {
      if (pause.isRound() && !(await groupLives(pgid))) break;
      await pause.wait();
    }
    phase = 'strays';
    pause = createPause();
    for (;;) {
      const { marked, complete } = await scan();
      const strays = marked.filter((process) => process.marker === marker);
      if (strays.length === 0 && (complete || pause.count() >= MAX_RESCANS)) break;
      for (const stray of strays) signalOnce(stray);
      await pause.wait();
    }
    phase = 'gone';
    gone();
  }

  /** A second SIGTERM makes some programs give up their orderly end. */
  function signalOnce({ pid }: MarkedProcess): void {
    if (signalled.get(pid) === lastSignal) return;
    signalled.set(pid, lastSignal);
    sendSignal(pid, lastSignal);
  }

  return { signal, leaderExited: () => void watch() };
}

/** Scans that found nothing but saw processes come and go; on a busy machine, all do. */
const MAX_RESCANS = 3;
const LONGEST_PAUSE_MS = 50;

/** Waits of 1, 2, 4 … 50 ms. A reset cuts the current one short and begins anew. */
function createPause() {
  let count = 0;
  let wake: () => void = () => {};
  return {
    wait(): Promise<void> {
      const delayMs = Math.min(2 ** count++, LONGEST_PAUSE_MS);
      return new Promise((resolve) => {
        const timer = setTimeout(resolve, delayMs);
        wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    },
    reset(): void {
      count = 0;
      wake();
    },
    count: () => count,
    /** True for the 4th, 8th, 16th … wait: for what is too dear to be done at each. */
    isRound: () => count >= 4 && (count & (count - 1)) === 0,
  };
}
