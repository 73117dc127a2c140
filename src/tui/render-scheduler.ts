import { createThrottle } from '../rpc/throttle.ts';
import { displayStatusOf } from './model/display-status.ts';
import { isOver } from './model/message.ts';
import type { Model } from './model/model.ts';

/**
 * Well below the time between two messages of the supervisor about output (`OUTPUT_EVERY_MS`), so that output is
 * painted when it arrives. Painting it later would need another timer, and wake this process once more.
 */
const LOG_MS = 30;
/**
 * The frame follows changes of the logs (new lines, matches) at most this often. Painting and checks for changes both
 * keep to this.
 */
const STALE_MS = 250;
const SECOND_MS = 1000;
/** Somewhat longer than the time after which an unfinished line counts as a question, and appears in the log of all. */
const PROMPT_MS = 120;

/** Decides when the screen is painted. Nothing runs while nothing changes. No pause depends on the time of day. */
export interface RenderScheduler {
  /** Something in the frame has changed. It is painted soon, once for all changes of this turn. */
  everything(): void;
  /** There is something new in the log. */
  log(): void;
  /** Paints at once. */
  now(): void;
  stop(): void;
}

export function createRenderScheduler(options: {
  /** Over a slow line: half as often. */
  readonly remote: boolean;
  readonly paint: () => void;
  readonly paintLog: () => void;
  /** Whether the logs have changed something in the frame. */
  readonly isStale: () => boolean;
  readonly model: () => Model;
  /** Called before painting: updates what depends only on time. */
  readonly tick: (nowMs: number) => void;
}): RenderScheduler {
  const { paint, paintLog, isStale, model, tick } = options;
  const logs = createThrottle(showLog, LOG_MS * (options.remote ? 2 : 1));
  let soon: NodeJS.Immediate | undefined;
  let clock: NodeJS.Timeout | undefined;
  let lastOutputMs = Number.NEGATIVE_INFINITY;
  let lastFrameMs = 0;
  /** When the frame was last checked for changes of the logs, and whether new lines have come since. */
  let lastLookMs = 0;
  let isUnseen = false;
  let stopped = false;

  function now(): void {
    clearImmediate(soon);
    soon = undefined;
    if (stopped) return;
    tick(Date.now());
    lastFrameMs = performance.now();
    looked();
    logs.done();
    paint();
    wind();
  }

  function everything(): void {
    if (!stopped) soon ??= setImmediate(now);
  }

  function log(): void {
    lastOutputMs = performance.now();
    isUnseen = true;
    logs.request();
  }

  function showLog(): void {
    tick(Date.now());
    if (performance.now() - lastLookMs >= STALE_MS && looksStale()) return now();
    paintLog();
    wind();
  }

  /** Sets the timer for the next change that depends only on time. */
  function wind(): void {
    clearTimeout(clock);
    const waits: number[] = [];
    const nowMs = performance.now();
    const { message } = model();
    const sinceFrameMs = nowMs - lastFrameMs;
    if (hasElapsedTimes()) waits.push(Math.max(SECOND_MS - sinceFrameMs, 0));
    if (message && Number.isFinite(message.untilMs)) waits.push(Math.max(message.untilMs - Date.now(), 0) + 1);
    if (sinceFrameMs < STALE_MS) waits.push(STALE_MS - sinceFrameMs);
    if (isUnseen) waits.push(Math.max(lastLookMs + STALE_MS - nowMs, 0));
    const sinceOutputMs = performance.now() - lastOutputMs;
    if (sinceOutputMs < PROMPT_MS) waits.push(PROMPT_MS - sinceOutputMs);
    if (stopped || waits.length === 0) return;
    clock = setTimeout(() => (isDue() ? now() : logs.request()), Math.min(...waits));
  }

  /** Whether the frame itself has changed. */
  function isDue(): boolean {
    const { message } = model();
    if (message !== null && isOver(message, Date.now())) return true;
    return (hasElapsedTimes() && performance.now() - lastFrameMs >= SECOND_MS) || looksStale();
  }

  function looksStale(): boolean {
    looked();
    return isStale();
  }

  function looked(): void {
    lastLookMs = performance.now();
    isUnseen = false;
  }

  /** Whether the frame shows a duration that grows. */
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
      logs.stop();
      clearTimeout(clock);
    },
  };
}
