import { displayStatusOf } from './model/display-status.ts';
import type { Model } from './model/model.ts';

/**
 * Well below the time after which the supervisor tells of output again (`OUTPUT_EVERY_MS`), so that what it tells is painted
 * when it comes: to paint it later takes another timer, and another wake of this process.
 */
const LOG_MS = 30;
/** The frame follows what the logs change in it (new lines, matches) no more often than this, and it is not asked for more often. */
const STALE_MS = 250;
const SECOND_MS = 1000;
/** Unfinished lines are questions, and shown among all, when they have rested: somewhat more than that. */
const PROMPT_MS = 120;

/** When the screen is painted. Nothing runs while nothing changes. */
export interface RenderScheduler {
  /** Something of the frame has changed: soon, once for all that changes in this turn. */
  everything(): void;
  /** There is something new in the log. */
  log(): void;
  /** At once. */
  now(): void;
  stop(): void;
}

export function createRenderScheduler(options: {
  /** Over a slow line: half as often. */
  readonly remote: boolean;
  readonly paint: () => void;
  readonly paintLog: () => void;
  /** Whether the logs have changed what the frame says. */
  readonly isStale: () => boolean;
  readonly model: () => Model;
  /** Called before painting: what becomes due by the mere passing of time. */
  readonly tick: (nowMs: number) => void;
}): RenderScheduler {
  const { paint, paintLog, isStale, model, tick } = options;
  const logMs = LOG_MS * (options.remote ? 2 : 1);
  let soon: NodeJS.Immediate | undefined;
  let logTimer: NodeJS.Timeout | undefined;
  let logNow: NodeJS.Immediate | undefined;
  let clock: NodeJS.Timeout | undefined;
  let lastLogMs = 0;
  let lastOutputMs = Number.NEGATIVE_INFINITY;
  let lastFrameMs = 0;
  /** When it was last seen what the logs have changed in the frame, and whether there were new lines since. */
  let lastLookMs = 0;
  let isUnseen = false;
  let stopped = false;

  function now(): void {
    clearImmediate(soon);
    soon = undefined;
    if (stopped) return;
    const nowMs = Date.now();
    tick(nowMs);
    lastFrameMs = nowMs;
    looked(nowMs);
    lastLogMs = performance.now();
    paint();
    wind();
  }

  function everything(): void {
    if (!stopped) soon ??= setImmediate(now);
  }

  function log(): void {
    lastOutputMs = performance.now();
    isUnseen = true;
    logSoon();
  }

  function logSoon(): void {
    if (stopped || logTimer || logNow) return;
    const waitMs = lastLogMs + logMs - performance.now();
    if (waitMs > 0) logTimer = setTimeout(showLog, waitMs);
    else logNow = setImmediate(showLog);
  }

  function showLog(): void {
    logTimer = undefined;
    logNow = undefined;
    lastLogMs = performance.now();
    const nowMs = Date.now();
    tick(nowMs);
    if (nowMs - lastLookMs >= STALE_MS && looksStale(nowMs)) return now();
    paintLog();
    wind();
  }

  /** The next moment at which something changes by itself. */
  function wind(): void {
    clearTimeout(clock);
    const waits: number[] = [];
    const nowMs = Date.now();
    const { message } = model();
    const sinceFrameMs = nowMs - lastFrameMs;
    if (hasElapsedTimes()) waits.push(Math.max(SECOND_MS - sinceFrameMs, 0));
    if (message && Number.isFinite(message.untilMs)) waits.push(Math.max(message.untilMs - nowMs, 0) + 1);
    if (sinceFrameMs < STALE_MS) waits.push(STALE_MS - sinceFrameMs);
    if (isUnseen) waits.push(Math.max(lastLookMs + STALE_MS - nowMs, 0));
    const sinceOutputMs = performance.now() - lastOutputMs;
    if (sinceOutputMs < PROMPT_MS) waits.push(PROMPT_MS - sinceOutputMs);
    if (stopped || waits.length === 0) return;
    clock = setTimeout(() => (isDue() ? now() : logSoon()), Math.min(...waits));
  }

  /** Whether the frame itself has something to show anew. */
  function isDue(): boolean {
    const { message } = model();
    const nowMs = Date.now();
    const isOver = message !== null && message.untilMs <= nowMs;
    return isOver || (hasElapsedTimes() && nowMs - lastFrameMs >= SECOND_MS) || looksStale(nowMs);
  }

  function looksStale(nowMs: number): boolean {
    looked(nowMs);
    return isStale();
  }

  function looked(nowMs: number): void {
    lastLookMs = nowMs;
    isUnseen = false;
  }

  /** Whether the frame says how long something has been going on. */
  function hasElapsedTimes(): boolean {
    return model().entries.some(({ row }) => ['starting', 'stopping'].includes(displayStatusOf(row)));
  }

  return {
    everything,
    log,
    now,
    stop() {
      stopped = true;
      clearImmediate(soon);
      clearTimeout(logTimer);
      clearImmediate(logNow);
      clearTimeout(clock);
    },
  };
}
