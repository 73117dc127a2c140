import { hasProc } from '../../system.ts';
import type { Scan } from './marker.ts';
import { scanProc } from './scan-linux.ts';
import { scanPs } from './scan-ps.ts';

/** Looks through all processes of this user, in small slices that leave the loop free in between. Never rejects. */
export function scanProcesses(): Promise<Scan> {
  return hasProc() ? scanProc() : scanPs();
}

/** Scans, for many callers at once. */
export type Scanner = () => Promise<Scan>;

/**
 * One scan serves all who asked before it began. Who asks while it runs gets the next one: a scan says nothing about
 * what happened after its begin.
 */
export function createScanner(scan: () => Promise<Scan> = scanProcesses): Scanner {
  let running: Promise<unknown> = Promise.resolve();
  let next: Promise<Scan> | null = null;
  return () => {
    next ??= running.then(nextTurn).then(() => {
      const current = scan();
      running = current;
      next = null;
      return current;
    });
    return next;
  };
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
