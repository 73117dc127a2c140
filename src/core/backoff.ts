import { type Lifecycle, lifecycleOf, type ServiceSpec } from './service.ts';
import type { LiveRun } from './state.ts';

/** Whether to restart after a run that ended by itself. */
export type RestartDecision =
  | { readonly restart: false; readonly gaveUp: boolean }
  | { readonly restart: true; readonly delayMs: number; readonly restarts: number; readonly backoffMs: number };

/** The longest possible wait before a restart. `backoffMs` is the delay of the restart after it. */
export function longestWaitMs({ restartDelayMs, restartDelayMaxMs }: Lifecycle, backoffMs: number): number {
  return Math.max(restartDelayMs, Math.min(backoffMs, restartDelayMaxMs));
}

/** Whether a run has lasted long enough for earlier failures to be forgotten. */
export function isStable(spec: ServiceSpec, { startedMs }: LiveRun, nowMs: number): boolean {
  return nowMs - startedMs >= lifecycleOf(spec).stabilityPeriodMs;
}

/**
 * Applies the restart policy. The delay doubles from `restartDelayMs` to `restartDelayMaxMs`. A run that lasted
 * `stabilityPeriodMs` resets the delay, and the next run follows at once.
 */
export function decideRestart(run: {
  readonly lifecycle: Lifecycle;
  readonly failed: boolean;
  readonly lastedMs: number;
  /** Automatic restarts in a row so far. */
  readonly restarts: number;
  readonly backoffMs: number;
}): RestartDecision {
  const { lifecycle } = run;
  const wanted = lifecycle.restart === 'always' || (lifecycle.restart === 'on-failure' && run.failed);
  if (!wanted) return { restart: false, gaveUp: run.failed };
  if (run.lastedMs >= lifecycle.stabilityPeriodMs) {
    return { restart: true, delayMs: 0, restarts: 1, backoffMs: lifecycle.restartDelayMs };
  }
  if (lifecycle.maxRestarts > 0 && run.restarts >= lifecycle.maxRestarts) return { restart: false, gaveUp: true };
  return {
    restart: true,
    delayMs: run.backoffMs,
    restarts: run.restarts + 1,
    backoffMs: Math.min(run.backoffMs * 2, lifecycle.restartDelayMaxMs),
  };
}
