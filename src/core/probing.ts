import { DEFAULT_LIFECYCLE, type HealthSpec, type ProcessSpec } from './service.ts';

/** The next probe comes after this share of the time since the start, so a dependent starts at most this much late. */
const SHARE = 0.05;

/** The shortest pause after a probe. A probe that cost the service something gets a longer pause. */
const FLOOR_MS = 10;
/** Many services listen within this time, and a refused connection costs them nothing, so zdev probes more often. */
const QUICK_MS = 50;
/** The longest pause within that time. */
const QUICK_TCP_MS = 3;
const QUICK_HTTP_MS = 5;
const FLOOR_HTTP_ANSWERED_MS = 50;
const FLOOR_EXEC_MS = 100;

/** How long in ms to wait for the next probe of a run that is not ready yet. */
export function nextProbeDelayMs({
  health,
  sinceStartMs,
  answered,
}: {
  readonly health: HealthSpec;
  readonly sinceStartMs: number;
  readonly answered: boolean;
}): number {
  const share = Math.round(SHARE * sinceStartMs);
  return Math.min(Math.max(share, FLOORS_MS[health.type](sinceStartMs, answered)), health.intervalMs);
}

/** The shortest pause in ms before the next probe, by the kind of the health check. */
const FLOORS_MS: Readonly<Record<HealthSpec['type'], (sinceStartMs: number, answered: boolean) => number>> = {
  exec: () => FLOOR_EXEC_MS,
  http: (sinceStartMs, answered) => {
    if (answered) return FLOOR_HTTP_ANSWERED_MS;
    return sinceStartMs >= QUICK_MS ? FLOOR_MS : QUICK_HTTP_MS;
  },
  tcp: (sinceStartMs) => {
    if (sinceStartMs >= QUICK_MS) return FLOOR_MS;
    // at 1, 2, 3, 5, 8, 11 … ms
    return sinceStartMs < 2.5 ? 1 : sinceStartMs < 4.5 ? 2 : QUICK_TCP_MS;
  },
  // No probe is sent: the output is matched as it is read.
  log: () => FLOOR_MS,
};

/** How long in ms after its start a run must be ready. A later run is killed. */
export function startDeadlineMs({ health, lifecycle }: ProcessSpec): number {
  const start = lifecycle.startTimeoutMs || DEFAULT_LIFECYCLE.startTimeoutMs;
  if (!health) return start;
  return Math.max(start, health.startPeriodMs + health.retries * (health.intervalMs + health.timeoutMs));
}

/** After this many ms without an answer, a probe counts as failed. */
export function probeOverdueMs(health: HealthSpec): number {
  return health.timeoutMs + 1000;
}
