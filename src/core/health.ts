import type { Draft } from './draft.ts';
import type { Event } from './event.ts';
import type { ProbeError } from './observation.ts';
import { nextProbeDelayMs, probeOverdueMs, startDeadlineMs } from './probing.ts';
import type { HealthSpec, ProcessSpec } from './service.ts';
import type { LiveRun, Service } from './state.ts';
import { endRun } from './stop.ts';

const FAILED: ProbeError = { type: 'message', text: 'failed' };

/** Waits for the health check of a run that has just been spawned. */
export function beginProbing(draft: Draft, service: Service, spec: ProcessSpec): void {
  const { live } = service;
  if (!live || !spec.health) return;
  draft.update(spec.name, { phase: { is: 'starting', step: 'probing' } });
  armDeadline(draft, spec, live, live.startedMs);
  // A line that comes early is as good as a late one: it is waited for from the start.
  if (spec.health.startPeriodMs > 0 && spec.health.type !== 'log') armProbe(draft, service, spec.health.startPeriodMs);
  else probe(draft, service);
}

/** Goes on with an adopted run, at once. What was ready stays so until its probes say otherwise. */
export function resumeProbing(draft: Draft, service: Service, wasReady: boolean): void {
  const health = healthOf(service);
  const { live, spec } = service;
  if (!live || !health || spec.kind === 'target') return;
  if (wasReady) {
    if (health.type !== 'log') probe(draft, service);
    return;
  }
  draft.update(spec.name, { phase: { is: 'starting', step: 'probing' }, sinceMs: live.startedMs });
  armDeadline(draft, spec, live, draft.nowMs); // the time in which nobody asked does not count
  probe(draft, service);
}

function armDeadline(draft: Draft, spec: ProcessSpec, live: LiveRun, fromMs: number): void {
  const { name } = spec;
  const atMs = fromMs + startDeadlineMs(spec);
  draft.emit({ type: 'arm', name, timer: 'start-deadline', run: live.run, atMs });
}

/** The probe timer fired: the next probe is due, or the last one was never answered. */
export function onProbeDue(draft: Draft, service: Service): void {
  const health = healthOf(service);
  if (!health || !isProbed(service)) return;
  if (!service.probing.inFlight) return probe(draft, service);
  draft.emit({ type: 'cancel-probe', name: service.spec.name });
  settle(draft, service, health, {
    ok: false,
    error: { type: 'no-answer', withinMs: health.timeoutMs },
    answered: false,
  });
}

export function onProbed(draft: Draft, service: Service, event: Extract<Event, { type: 'probed' }>): void {
  const health = healthOf(service);
  if (health && service.probing.inFlight && isProbed(service)) settle(draft, service, health, event);
}

/** What is said when the check has failed, and is known already. */
export function onProbeNoted(draft: Draft, service: Service, event: Extract<Event, { type: 'probe-noted' }>): void {
  const { probing, spec, phase } = service;
  if (probing.inFlight && phase.is === 'starting')
    draft.update(spec.name, { probing: { ...probing, lastError: event.error } });
}

export function onStartDeadline(draft: Draft, service: Service): void {
  const { live, phase, spec } = service;
  if (!live || phase.is !== 'starting' || spec.kind === 'target') return;
  const cause = {
    type: 'start-timeout',
    afterMs: draft.nowMs - live.startedMs,
    lastError: service.probing.lastError,
  } as const;
  endRun(draft, service, { cause, signal: 'SIGKILL' });
}

function settle(
  draft: Draft,
  service: Service,
  health: HealthSpec,
  outcome: Pick<Extract<Event, { type: 'probed' }>, 'ok' | 'error' | 'answered' | 'doubt'>,
): void {
  const { name } = service.spec;
  const { probing, live } = service;
  const failures = outcome.ok ? 0 : probing.failures + 1;
  const lastError = outcome.ok ? null : (outcome.error ?? FAILED);
  const updated = draft.update(name, {
    probing: { ...probing, inFlight: false, failures, lastError, doubt: outcome.doubt ?? null },
  });
  if (service.phase.is === 'starting') {
    if (outcome.ok) becomeReady(draft, updated, health);
    else if (live) {
      const sinceStartMs = draft.nowMs - live.startedMs;
      armProbe(draft, updated, nextProbeDelayMs({ health, sinceStartMs, answered: outcome.answered }));
    }
    return;
  }
  if (outcome.ok) {
    if (service.phase.is === 'running' && service.phase.unhealthy) {
      draft.update(name, { phase: { is: 'running', ready: true, unhealthy: null } });
    }
  } else if (failures >= health.retries && service.phase.is === 'running') {
    if (health.onFailure === 'restart') {
      endRun(draft, updated, { cause: { type: 'unhealthy', attempts: failures, lastError }, signal: 'stop' });
      return;
    }
    const sinceMs = service.phase.unhealthy?.sinceMs ?? draft.nowMs;
    draft.update(name, { phase: { is: 'running', ready: true, unhealthy: { sinceMs, error: lastError ?? FAILED } } });
  }
  armProbe(draft, updated, health.intervalMs);
}

function becomeReady(draft: Draft, service: Service, health: HealthSpec): void {
  const { name } = service.spec;
  draft.emit({ type: 'disarm', name, timer: 'start-deadline' });
  draft.update(name, { phase: { is: 'running', ready: true, unhealthy: null } });
  if (health.type === 'log') draft.emit({ type: 'disarm', name, timer: 'probe' });
  else armProbe(draft, service, health.intervalMs);
}

/** Asks for one probe; the timer behind it covers an answer that never comes. A log line has no time limit but the start deadline. */
function probe(draft: Draft, service: Service): void {
  const health = healthOf(service);
  const { live, probing, spec } = service;
  if (!health || !live) return;
  const attempt = probing.attempt + 1;
  draft.update(spec.name, { probing: { ...probing, attempt, inFlight: true } });
  draft.emit({ type: 'probe', name: spec.name, run: live.run, attempt });
  if (health.type !== 'log') armProbe(draft, service, probeOverdueMs(health));
}

function armProbe(draft: Draft, service: Service, delayMs: number): void {
  const { live, spec } = service;
  if (!live) return;
  draft.emit({ type: 'arm', name: spec.name, timer: 'probe', run: live.run, atMs: draft.nowMs + delayMs });
}

function isProbed(service: Service): boolean {
  const { phase } = service;
  return phase.is === 'running' || (phase.is === 'starting' && phase.step === 'probing');
}

function healthOf(service: Service): HealthSpec | undefined {
  return service.spec.kind === 'service' ? service.spec.health : undefined;
}
