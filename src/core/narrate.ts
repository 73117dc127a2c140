import { blockerText, durationText, exitText, failureText } from './explain.ts';
import type { Blocker, Service, State } from './state.ts';

/** What zdev says of one service in its plain stream. */
export interface Remark {
  readonly name: string;
  readonly text: string;
  /** `error` for what the user should not miss. */
  readonly level: 'info' | 'error';
}

/** What is worth saying about the way from one state to the next: one remark a service at most. */
export function narrate(next: State, previous: State, nowMs: number): Remark[] {
  const remarks: Remark[] = [];
  for (const [name, service] of next.services) {
    const before = previous.services.get(name);
    if (service === before) continue;
    const remark = remarkOn(service, before, next, nowMs);
    if (remark) remarks.push({ name, ...remark });
  }
  return remarks;
}

function remarkOn(
  service: Service,
  before: Service | undefined,
  state: State,
  nowMs: number,
): Omit<Remark, 'name'> | null {
  const { phase } = service;
  if (service.buildFailure && service.buildFailure !== before?.buildFailure && service.live) {
    return { level: 'error', text: `${failureText(service.buildFailure)}; the old run keeps serving` };
  }
  if (service.build && !before?.build && service.live) {
    return { level: 'info', text: 'building; the old run keeps serving' };
  }
  if (service.spec.kind === 'target') {
    return phase.is === 'running' && before?.phase.is !== 'running' ? { level: 'info', text: 'ready' } : null;
  }
  if (phase === before?.phase) return null;
  switch (phase.is) {
    case 'inactive':
      return null;
    case 'blocked': {
      const blockers = phase.on.filter((blocker) => blocker.type !== 'port' || blocker.holder);
      if (blockers.length === 0 || state.shutdown) return null;
      if (before?.phase.is === 'blocked' && !phase.on.some((blocker) => blocker.type === 'port')) return null;
      return { level: 'info', text: waitText(blockers, state) };
    }
    case 'starting':
      if (phase.step === 'building') return { level: 'info', text: 'building' };
      return phase.step === 'probing' ? { level: 'info', text: `started, pid ${service.live?.pid}` } : null;
    case 'running':
      return { level: phase.unhealthy ? 'error' : 'info', text: runningText(service, before, nowMs) };
    case 'stopping':
      if (phase.step === 'waiting') return null;
      return phase.step === 'killed'
        ? { level: 'error', text: killedText(service, before) }
        : { level: 'info', text: 'stopping' };
    case 'exited':
      // It had ended under an earlier supervisor: no news.
      if (before?.phase.is === 'inactive') return null;
      return { level: 'info', text: exitText(service.spec, phase.code) };
    case 'failed':
      return { level: 'error', text: `${failureText(phase.failure)}${nextTryText(service, nowMs)}` };
  }
}

/** A name is enough for what is on its way as well; the rest says more: `waits for db; port 80 is held by pid 3`. */
function waitText(blockers: readonly Blocker[], state: State): string {
  const names = blockers.flatMap((blocker) => ('name' in blocker && blocker.type !== 'conflict' ? blocker.name : []));
  const others = blockers.filter((blocker) => !('name' in blocker) || blocker.type === 'conflict');
  const texts = others.map((blocker) => blockerText(blocker, state));
  if (names.length > 0) texts.unshift(`waits for ${names.join(', ')}`);
  return names.length > 0 ? texts.join('; ') : `waits: ${texts.join('; ')}`;
}

function runningText(service: Service, before: Service | undefined, nowMs: number): string {
  const { phase, live, spec } = service;
  if (phase.is === 'running' && phase.unhealthy) return `unhealthy: ${phase.unhealthy.error}`;
  if (before?.phase.is === 'running') return 'healthy again';
  if (before && !before.live && live?.pid) return `runs on, pid ${live.pid}`;
  if (spec.kind !== 'target' && spec.health && spec.kind === 'service' && live) {
    return `ready after ${durationText(nowMs - live.startedMs)}`;
  }
  return `started, pid ${live?.pid}`;
}

function killedText(service: Service, before: Service | undefined): string {
  const cause = service.live?.cause;
  if (cause) return `${failureText(cause)}; killed`;
  const step = before?.phase.is === 'stopping' ? before.phase.step : null;
  return step === 'signalled' && service.spec.kind !== 'target'
    ? `did not end on ${service.spec.lifecycle.stopSignal}; killed`
    : 'killed';
}

function nextTryText(service: Service, nowMs: number): string {
  if (service.nextTryMs === null)
    return service.restarts > 0 && service.gaveUp ? `; gave up after ${service.restarts} restarts` : '';
  const delayMs = service.nextTryMs - nowMs;
  return delayMs <= 0 ? '; restarting' : `; next try in ${durationText(delayMs)}`;
}
