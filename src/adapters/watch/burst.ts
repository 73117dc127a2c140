import { monotonicMs } from '../../monotonic.ts';
import type { Differences } from './baseline.ts';

/** A burst that never pauses (a log, a database beside the sources) is cut here, so that it cannot hide a change. */
const MAX_BURST_MS = 2000;

/** Between two looks whether the hold is over. */
const HOLD_POLL_MS = 20;

/** What held it may come back: it is over when it stays away this long. */
const HOLD_QUIET_MS = 100;

/** A file that is gone may be on its way back: some editors save by removing and writing anew. */
const REAPPEAR_MS = 100;

export interface Burst {
  /** A file may have changed. */
  touch(path: string): void;
  /** Files that may have changed and were not looked at yet. */
  pending(): readonly string[];
  /** From now on bursts are reported; until then, touches are only collected. */
  open(): void;
  /** Until it is opened again, a burst goes on, though not beyond its limit. */
  pause(): void;
  close(): void;
}

/** Collects what happens within `debounceMs` of each other, and reports what of it is a change, in one call. */
export function createBurst(options: {
  readonly debounceMs: number;
  /** How long everything is to wait for more: infinitely while something is going on that must end first. */
  readonly holdMs: () => number;
  readonly compare: (paths: readonly string[]) => Promise<Differences>;
  readonly changed: (paths: readonly string[]) => void;
}): Burst {
  let pending = new Set<string>();
  let state: 'collecting' | 'comparing' | 'closed' = 'collecting';
  let isBegun = false;
  let isPaused = false;
  let timer: NodeJS.Timeout | undefined;
  let firstMs = 0;
  let notBeforeMs = 0;
  let wasHeld = false;
  let waitedMs = 0;
  let waitedForRemoved = false;

  return {
    touch(path) {
      if (pending.size === 0) firstMs = monotonicMs();
      pending.add(path);
      if (state === 'collecting') arm();
    },
    pending: () => [...pending],
    open() {
      isBegun = true;
      isPaused = false;
      if (state === 'collecting') arm();
    },
    pause() {
      isPaused = true;
      if (state === 'collecting') arm();
    },
    close() {
      state = 'closed';
      clearTimeout(timer);
    },
  };

  function collect(): void {
    state = 'collecting';
    arm();
  }

  function arm(): void {
    clearTimeout(timer);
    if (!isBegun || pending.size === 0) return;
    const nowMs = monotonicMs();
    const cutMs = firstMs + MAX_BURST_MS;
    const quietMs = isPaused ? cutMs : Math.min(nowMs + options.debounceMs, cutMs);
    timer = setTimeout(due, Math.max(quietMs, notBeforeMs) - nowMs);
  }

  function wait(ms: number): void {
    notBeforeMs = monotonicMs() + ms;
    collect();
  }

  function due(): void {
    const holdMs = Math.max(options.holdMs(), wasHeld ? HOLD_QUIET_MS : 0);
    if (holdMs === Number.POSITIVE_INFINITY) {
      wasHeld = true;
      waitedMs = 0;
      return wait(HOLD_POLL_MS);
    }
    if (waitedMs < holdMs) {
      waitedMs = holdMs;
      return wait(holdMs);
    }
    wasHeld = false;
    waitedMs = 0;
    void report();
  }

  async function report(): Promise<void> {
    const paths = pending;
    pending = new Set();
    state = 'comparing';
    const differences = await options.compare([...paths]);
    if (isClosed()) return;
    if (differences.removed.length > 0 && !waitedForRemoved) {
      waitedForRemoved = true;
      pending = new Set([...paths, ...pending]);
      return wait(REAPPEAR_MS);
    }
    waitedForRemoved = false;
    differences.accept();
    collect();
    if (differences.changed.length > 0) options.changed(differences.changed);
  }

  function isClosed(): boolean {
    return state === 'closed';
  }
}
