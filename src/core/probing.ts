import { DEFAULT_LIFECYCLE, type HealthSpec, type ProcessSpec } from './service.ts';

/** Share of the time since the start that passes before the next probe: a dependent starts at most this much late. */
const SHARE = 0.05;

/** No sooner than this after the last probe; after one that cost the service something, later. */
const FLOOR_MS = 10;
/** Many services listen within this time, and a connection that is refused costs them nothing: they are asked more often. */
const QUICK_MS = 50;
/** The longest pause until then. */
const QUICK_TCP_MS = 3;
const QUICK_HTTP_MS = 5;
const FLOOR_HTTP_ANSWERED_MS = 50;
const FLOOR_EXEC_MS = 100;

/** How long to wait for the next probe of a run that is not ready yet. */
export function nextProbeDelayMs(probe: {
  readonly health: HealthSpec;
  readonly sinceStartMs: number;
  readonly answered: boolean;
}): number {
  const share = Math.round(SHARE * probe.sinceStartMs);
  return Math.min(Math.max(share, floorMs(probe)), probe.health.intervalMs);
}

function floorMs({ health, sinceStartMs, answered }: Parameters<typeof nextProbeDelayMs>[0]): number {
  if (health.type === 'exec') return FLOOR_EXEC_MS;
  if (health.type === 'http' && answered) return FLOOR_HTTP_ANSWERED_MS;
  if (sinceStartMs >= QUICK_MS) return FLOOR_MS;
  if (health.type === 'http') return QUICK_HTTP_MS;
  // at 1, 2, 3, 5, 8, 11 … ms
  return sinceStartMs < 2.5 ? 1 : sinceStartMs < 4.5 ? 2 : QUICK_TCP_MS;
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
