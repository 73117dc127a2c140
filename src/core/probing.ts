import { DEFAULT_LIFECYCLE, type HealthSpec, type ProcessSpec } from './service.ts';

/** Share of the time since the start that passes before the next probe: a dependent starts at most this much late. */
const SHARE = 0.05;

/** No sooner than this after the last probe; after one that cost the service something, later. */
const FLOOR_MS = 10;
const FLOOR_HTTP_ANSWERED_MS = 50;
const FLOOR_EXEC_MS = 100;

/** How long to wait for the next probe of a run that is not ready yet. */
export function nextProbeDelayMs(probe: {
  readonly health: HealthSpec;
  readonly sinceStartMs: number;
  readonly answered: boolean;
}): number {
  const { health } = probe;
  const floor =
    health.type === 'exec'
      ? FLOOR_EXEC_MS
      : health.type === 'http' && probe.answered
        ? FLOOR_HTTP_ANSWERED_MS
        : FLOOR_MS;
  return Math.min(Math.max(Math.round(SHARE * probe.sinceStartMs), floor), health.intervalMs);
}

/** How long after its start a run must be ready, or it is killed. */
export function startDeadlineMs(spec: ProcessSpec): number {
  const { health, lifecycle } = spec;
  const start = lifecycle.startTimeoutMs || DEFAULT_LIFECYCLE.startTimeoutMs;
  if (!health) return start;
  return Math.max(start, health.startPeriodMs + health.retries * (health.intervalMs + health.timeoutMs));
}

/** After this long without an answer a probe counts as failed, whatever became of it. */
export function probeOverdueMs(health: HealthSpec): number {
  return health.timeoutMs + 1000;
}
