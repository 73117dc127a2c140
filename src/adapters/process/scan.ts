import type { Scan } from './table.ts';

/** Scans the process table for many callers at once. */
export type Scanner = () => Promise<Scan>;

/**
 * One scan serves all callers who asked before it began. A call during a scan gets the next one, because a scan does
 * not show what happened after its start.
 */
export function createScanner(look: () => Promise<Scan>): Scanner {
  let running: Promise<unknown> = Promise.resolve();
  let next: Promise<Scan> | null = null;
  return () => {
    next ??= running.then(nextTurn).then(() => {
      const current = look();
      running = current;
      next = null;
      return current;
    });
    return next;
  };
}

/** Waits for the next turn of the event loop. */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
