import type { Scan } from './table.ts';

/** Looks at the process table, for many callers at once. */
export type Scanner = () => Promise<Scan>;

/**
 * One look serves all who asked before it began. Who asks while it is under way gets the next one: a look says nothing
 * about what happened after its begin.
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

/** Lets the loop do what waits for it: waits for its next turn. */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
