import type { Draft } from './draft.ts';
import type { Event } from './event.ts';
import type { ProbeError } from './observation.ts';
import { nextProbeDelayMs, probeOverdueMs, startDeadlineMs } from './probing.ts';
import type { HealthSpec, ProcessSpec } from './service.ts';
import type { LiveRun, Service } from './state.ts';
import { endRun } from './stop.ts';

const FAILED: ProbeError = { type: 'message', text: 'failed' };

/** A run with a health check. */
interface CheckedRun {
  readonly spec: ProcessSpec;
  readonly live: LiveRun;
  readonly health: HealthSpec;
}

/** Returns the run and its health check; null for a service without one of them. */
export function checkedRun({ spec, live }: Service): CheckedRun | null {
  return spec.kind === 'service' && spec.health && live ? { spec, live, health: spec.health } : null;
}

/** Returns the same while the health check continues. */
function probedRun(service: Service): CheckedRun | null {
  const { is } = service.phase;
  return is === 'running' || is === 'starting' ? checkedRun(service) : null;
}

/** Starts to probe a run that was just spawned. It is ready when its health check passes. */
export function awaitHealth(draft: Draft, service: Service, run: CheckedRun): void {
  const { spec, live, health } = run;
  draft.update(spec.name, { phase: { is: 'starting', step: 'probing' } });
  armDeadline(draft, run, live.startedMs);
  // An early line is as good as a late one, so a log check starts at once.
  if (health.startPeriodMs > 0 && health.type !== 'log') armProbe(draft, run, health.startPeriodMs);
  else probe(draft, service, run);
}

/** Continues to probe an adopted run, at once. A run that was ready stays ready until its probes fail. */
export function resumeProbing(draft: Draft, service: Service, run: CheckedRun, wasReady: boolean): void {
  const { spec, live, health } = run;
  if (!wasReady) {
    draft.update(spec.name, { phase: { is: 'starting', step: 'probing' }, sinceMs: live.startedMs });
    armDeadline(draft, run, draft.nowMs); // the time without a supervisor does not count
  }
  if (!wasReady || health.type !== 'log') probe(draft, service, run);
}

function armDeadline(draft: Draft, { spec, live }: CheckedRun, fromMs: number): void {
  const atMs = fromMs + startDeadlineMs(spec);
  draft.emit({ type: 'arm', name: spec.name, timer: 'start-deadline', run: live.run, atMs });
}

/** The probe timer fired: the next probe is due, or the last one was never answered. */
export function onProbeDue(draft: Draft, service: Service): void {
  const run = probedRun(service);
  if (!run) return;
  if (!service.probing.inFlight) return probe(draft, service, run);
  draft.emit({ type: 'cancel-probe', name: run.spec.name });
  const error = { type: 'no-answer', withinMs: run.health.timeoutMs } as const;
  settle(draft, service, run, { ok: false, error, answered: false });
}

export function onProbed(draft: Draft, service: Service, event: Extract<Event, { type: 'probed' }>): void {
  const run = probedRun(service);
  if (run && service.probing.inFlight) settle(draft, service, run, event);
}

/** Notes what a check has seen before it failed. */
export function onProbeNoted(draft: Draft, service: Service, event: Extract<Event, { type: 'probe-noted' }>): void {
  const { probing, spec, phase } = service;
  if (probing.inFlight && phase.is === 'starting')
    draft.update(spec.name, { probing: { ...probing, lastError: event.error } });
}

export function onStartDeadline(draft: Draft, service: Service): void {
  const { live, phase } = service;
  if (!live || phase.is !== 'starting') return;
  const afterMs = draft.nowMs - live.startedMs;
  const cause = { type: 'start-timeout', afterMs, lastError: service.probing.lastError } as const;
  endRun(draft, service, live, { cause, signal: 'SIGKILL' });
}

function settle(
  draft: Draft,
  service: Service,
  run: CheckedRun,
  outcome: Pick<Extract<Event, { type: 'probed' }>, 'ok' | 'error' | 'answered' | 'doubt'>,
): void {
  const { spec, live, health } = run;
  const { name } = spec;
  const { probing, phase } = service;
  const failures = outcome.ok ? 0 : probing.failures + 1;
  const lastError = outcome.ok ? null : (outcome.error ?? FAILED);
  draft.update(name, {
    probing: { ...probing, inFlight: false, failures, lastError, doubt: outcome.doubt ?? null },
  });
  if (phase.is === 'starting') {
    const { answered } = outcome;
    if (outcome.ok) becomeReady(draft, run);
    else armProbe(draft, run, nextProbeDelayMs({ health, sinceStartMs: draft.nowMs - live.startedMs, answered }));
    return;
  }
  const unhealthy = phase.is === 'running' ? phase.unhealthy : null;
  if (outcome.ok) {
    if (unhealthy) draft.update(name, { phase: { is: 'running', ready: true, unhealthy: null } });
  } else if (failures >= health.retries) {
    if (health.onFailure === 'restart') {
      const cause = { type: 'unhealthy', attempts: failures, lastError } as const;
      return endRun(draft, service, live, { cause, signal: 'stop' });
    }
    const sinceMs = unhealthy?.sinceMs ?? draft.nowMs;
    draft.update(name, { phase: { is: 'running', ready: true, unhealthy: { sinceMs, error: lastError ?? FAILED } } });
  }
  armProbe(draft, run, health.intervalMs);
}

function becomeReady(draft: Draft, run: CheckedRun): void {
  const { spec, health } = run;
  draft.emit({ type: 'disarm', name: spec.name, timer: 'start-deadline' });
  draft.update(spec.name, { phase: { is: 'running', ready: true, unhealthy: null } });
  if (health.type !== 'log') armProbe(draft, run, health.intervalMs);
}

/**
 * Asks for one probe. The timer behind it covers an answer that never comes. Only the start deadline limits a log
 * check.
 */
function probe(draft: Draft, { probing }: Service, run: CheckedRun): void {
  const { spec, live, health } = run;
  const attempt = probing.attempt + 1;
  draft.update(spec.name, { probing: { ...probing, attempt, inFlight: true } });
  draft.emit({ type: 'probe', name: spec.name, run: live.run, attempt });
  if (health.type !== 'log') armProbe(draft, run, probeOverdueMs(health));
}

function armProbe(draft: Draft, { spec, live }: CheckedRun, delayMs: number): void {
  draft.emit({ type: 'arm', name: spec.name, timer: 'probe', run: live.run, atMs: draft.nowMs + delayMs });
}
