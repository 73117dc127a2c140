import type { Draft } from './draft.ts';
import type { Lifecycle } from './service.ts';
import type { FailedRuns, LiveRun, Service } from './state.ts';

/** After a failed run, the next one must last this many times as long, and at least this long, to be ready. */
const TIMES_AS_LONG = 2;
const LEAST_AFTER_FAILURE_MS = 1000;

/**
 * How long in ms a run without a health check must have lived to count as ready. A command that is not found, or that
 * ends at once, is over by then. After a short failed run the next one must last longer, so that a service that crashes
 * again and again is not ready in between.
 */
function readyAfterMs(lifecycle: Lifecycle, failedRuns: FailedRuns | null): number {
  const { readyAfterMs, stabilityPeriodMs } = lifecycle;
  if (!failedRuns || failedRuns.lastedMs >= stabilityPeriodMs) return readyAfterMs;
  const proof = Math.max(LEAST_AFTER_FAILURE_MS, TIMES_AS_LONG * failedRuns.lastedMs);
  return Math.max(readyAfterMs, Math.min(proof, stabilityPeriodMs));
}

/** Marks a run without a health check as running. It is ready once it has lived long enough. */
export function awaitReadiness(draft: Draft, service: Service, live: LiveRun): void {
  const { spec } = service;
  if (spec.kind !== 'service') return;
  const atMs = live.startedMs + readyAfterMs(spec.lifecycle, service.failedRuns);
  if (atMs <= draft.nowMs) becomeReady(draft, spec.name);
  else draft.emit({ type: 'arm', name: spec.name, timer: 'ready', run: live.run, atMs });
}

/** The run has lived long enough to be ready. */
export function onReadyDue(draft: Draft, service: Service): void {
  if (service.phase.is === 'running') becomeReady(draft, service.spec.name);
}

function becomeReady(draft: Draft, name: string): void {
  draft.update(name, { phase: { is: 'running', ready: true, unhealthy: null } });
}
