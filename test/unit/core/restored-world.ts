import type { RestoredRun, RestoredService } from '../../../src/core/restored.ts';
import type { ServiceSpec } from '../../../src/core/service.ts';
import type { ExitOn } from '../../../src/core/state.ts';
import { scenario } from './scenario.ts';

/** The clock of the supervisor that takes over. */
export const NOW_MS = 100_000;
const identity = { pid: 77, startTime: '123', session: 'old' };
export const live: RestoredRun = { run: 3, identity, startedMs: 40_000, wasReady: true, stopRequested: false };
export const failed = { is: 'failed', failure: { type: 'exit-code', code: 2 } } as const;
export const health = { retries: 2, intervalMs: 1000 };

export function restore(specs: readonly ServiceSpec[], services: readonly RestoredService[], exitOn: ExitOn = 'never') {
  const world = scenario(specs, exitOn);
  world.nowMs = NOW_MS;
  return world.tell({ type: 'restored', services });
}

export function was(name: string, more: Partial<RestoredService> = {}): RestoredService {
  return {
    name,
    intent: 'up',
    runs: 3,
    restarts: 0,
    backoffMs: 1000,
    gaveUp: false,
    failedRuns: null,
    nextTryMs: null,
    lastExit: null,
    ended: null,
    sinceMs: 50_000,
    live: null,
    changed: false,
    removed: null,
    ...more,
  };
}
