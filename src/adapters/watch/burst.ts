import { monotonicMs } from '../../monotonic.ts';
import type { Differences } from './baseline.ts';

/**
 * A burst that never pauses (a log, a database beside the sources) is cut after this time, so that it cannot hide a
 * change.
 */
const MAX_BURST_MS = 2000;

/** The time between two checks whether the hold is over. */
const HOLD_POLL_MS = 20;

/** The hold may come back. It is over when it stays away this long. */
const HOLD_QUIET_MS = 100;

/** A removed file may come back: some editors save by removing and writing anew. */
const REAPPEAR_MS = 100;

/**
 * A file that is still being written changes between two checks this far apart. The system does not report when it is
 * closed.
 */
const LOOKS_APART_MS = 3;

/** A file that stays empty for this long is meant to be empty. */
const EMPTY_MS = 100;

export interface Burst {
  /** A file may have changed. */
  touch(path: string): void;
  /** Files that may have changed and have not been compared yet. */
  pending(): readonly string[];
  /** From now on bursts are reported. Until then, touches are only collected. */
  open(): void;
  /** The present burst continues until `open` is called again, but not beyond its limit. */
  pause(): void;
  /**
   * A run is about to use the files. Null if no burst has begun since the last call. Otherwise settles once the files
   * have been quiet for `debounceMs` from now on. Changes until then are part of the burst and are not reported.
   */
  settled(): Promise<void> | null;
  close(): void;
}

/**
 * Collects touches within `debounceMs` of each other. When no file changes any more, reports the real changes in one
 * call. Reports the first change of a burst at once, through `begins`.
 */
export function createBurst(options: {
  readonly debounceMs: number;
  /** How long to wait for more changes: infinitely while something is going on that must end first. */
  readonly holdMs: () => number;
  readonly compare: (paths: readonly string[]) => Promise<Differences>;
  /**
   * A burst has begun with a change of these files, which may change again. Not called for a burst that is held.
   * Returns true if the change is handled, so that the burst need not be reported.
   */
  readonly begins?: (paths: readonly string[]) => boolean;
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
  /** Whether `begins` was called since a run last used the files. */
  let isAnnounced = false;
  /** Whether the present burst was announced. */
  let isKnown = false;
  let isPeeking = false;
  const users: (() => void)[] = [];

  return {
    touch(path) {
      if (pending.size === 0) firstMs = monotonicMs();
      pending.add(path);
      if (state !== 'collecting') return;
      arm();
      if (isBegun && !isPaused && !isKnown && users.length === 0) void peek(path);
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
    settled() {
      if (state === 'closed' || !(isAnnounced || state === 'comparing' || pending.size > 0)) return null;
      isAnnounced = false;
      if (users.length === 0) notBeforeMs = Math.max(notBeforeMs, monotonicMs() + options.debounceMs - LOOKS_APART_MS);
      return new Promise((resolve) => {
        users.push(resolve);
        if (state === 'collecting') arm();
      });
    },
    close() {
      state = 'closed';
      clearTimeout(timer);
      release();
    },
  };

  /** Compares one file at once. A certain change is reported, and the rest is left to the end of the burst. */
  async function peek(path: string): Promise<void> {
    if (isPeeking || !options.begins || wasHeld || options.holdMs() > 0) return;
    isPeeking = true;
    const { changed, removed, short } = await options.compare([path]);
    isPeeking = false;
    if (isClosed() || isKnown || users.length > 0 || changed.length === 0 || removed.length > 0 || short.length > 0)
      return;
    isKnown = options.begins(changed);
    isAnnounced ||= isKnown;
  }

  function collect(): void {
    state = 'collecting';
    arm();
  }

  function arm(): void {
    clearTimeout(timer);
    if (!isBegun || (pending.size === 0 && users.length === 0)) return;
    const nowMs = monotonicMs();
    const cutMs = (pending.size > 0 ? firstMs : nowMs) + MAX_BURST_MS;
    const quietMs = pending.size > 0 ? nowMs + options.debounceMs - LOOKS_APART_MS : nowMs;
    timer = setTimeout(due, Math.max((isPaused ? cutMs : Math.min(quietMs, cutMs)) - nowMs, notBeforeMs - nowMs, 0));
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
      return again(paths, REAPPEAR_MS);
    }
    if (differences.changed.length > 0 && monotonicMs() - firstMs < MAX_BURST_MS) {
      await new Promise((resolve) => setTimeout(resolve, LOOKS_APART_MS));
      if (isClosed()) return;
      const isEmptyForLong = differences.short.length > 0 && monotonicMs() - firstMs > EMPTY_MS;
      // Touches that came meanwhile belong to the same burst.
      if (pending.size > 0) return again(paths, 0);
      if (!differences.areStill() && !isEmptyForLong) return again(paths, LOOKS_APART_MS);
    }
    waitedForRemoved = false;
    differences.accept();
    end(differences.changed);
  }

  /** Continues the same burst, which is not over. */
  function again(paths: ReadonlySet<string>, ms: number): void {
    pending = new Set([...paths, ...pending]);
    wait(ms);
  }

  function end(changed: readonly string[]): void {
    const wasKnown = isKnown;
    const forUsers = users.length > 0;
    isKnown = false;
    if (pending.size === 0 && monotonicMs() >= notBeforeMs) release();
    collect();
    // A burst that was announced needs no report, and neither does one before a run that only now uses the files.
    if (changed.length > 0 && !wasKnown && !forUsers) options.changed(changed);
  }

  function release(): void {
    for (const go of users.splice(0)) go();
  }

  function isClosed(): boolean {
    return state === 'closed';
  }
}
