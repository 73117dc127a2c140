import { longestWaitMs } from './backoff.ts';
import type { Draft } from './draft.ts';
import { isOnDemand, maySleep } from './drain.ts';
import type { Event } from './event.ts';
import { checkedRun, resumeProbing } from './health.ts';
import { awaitReadiness } from './lived.ts';
import { hasSucceeded } from './readiness.ts';
import { beginning } from './reload.ts';
import { requestStop, restartDependents, startOver } from './restart.ts';
import type { RestoredRun, RestoredService } from './restored.ts';
import type { HealthSpec, ServiceSpec } from './service.ts';
import { initialService, type LiveRun, type Service } from './state.ts';

/**
 * Continues from an earlier supervisor: adopts its runs, and keeps stopped and ended services as they are. A service
 * that the earlier supervisor did not know is new in the config and starts by its status.
 */
export function onRestored(draft: Draft, event: Extract<Event, { type: 'restored' }>): void {
  const remembered = new Map(event.services.map((was) => [was.name, was]));
  addRemoved(draft, event.services);
  for (const service of [...draft.services.values()]) {
    const { name } = service.spec;
    const was = remembered.get(name);
    if (was) restore(draft, service, was);
    else draft.update(name, beginning(service.spec));
  }
  for (const was of event.services) {
    const service = draft.get(was.name);
    if (isReplaced(draft, service, was) || startsAnew(service, was)) restartDependents(draft, was.name);
  }
}

/** Whether its run is ended and replaced. Followers that were not restarted yet are restarted now. */
function isReplaced(draft: Draft, service: Service | undefined, { live, changed }: RestoredService): boolean {
  if (!live || !service) return false;
  return changed || (live.stopRequested && service.intent === 'up') || isOver(draft, service, live);
}

/**
 * Whether the service starts anew because it had runs but none that could be adopted, or was a target and is a service
 * now. Its followers are restarted.
 */
function startsAnew(service: Service | undefined, was: RestoredService): boolean {
  return service?.intent === 'up' && service.phase.is === 'inactive' && (service.runs > 0 || was.changed);
}

/** Adds services that the config no longer has. They are known until their runs have ended. */
function addRemoved(draft: Draft, restored: readonly RestoredService[]): void {
  const services = new Map(draft.services);
  for (const { name, removed: spec } of restored) {
    if (spec && !services.has(name)) services.set(name, { ...initialService(spec), leaving: true });
  }
  draft.replace(services);
}

function restore(draft: Draft, service: Service, was: RestoredService): void {
  const { name } = service.spec;
  const known = draft.update(name, {
    ...intentOf(service, was),
    runs: was.runs,
    lastExit: was.lastExit,
    started: was.runs > 0,
    ...(was.changed ? {} : backOffOf(was)),
  });
  if (known.spec.kind === 'target') return;
  if (was.live) adopt(draft, known, was, was.live);
  else if (was.ended && isTriedAgain(draft, known, was)) startOver(draft, known);
  else keepEnd(draft, known, was);
}

/** A sleeping service keeps sleeping. If its front no longer allows sleep, the service counts as new. */
function intentOf({ spec, leaving }: Service, was: RestoredService): Pick<Service, 'intent' | 'asleep'> {
  if (leaving) return { intent: 'down', asleep: false };
  const asleep = was.asleep ?? (was.intent === 'down' && isOnDemand(spec));
  return asleep && !maySleep(spec) ? beginning(spec) : { intent: was.intent, asleep };
}

const backOffOf = ({ restarts, backoffMs, gaveUp, failedRuns }: RestoredService) => ({
  restarts,
  backoffMs,
  gaveUp,
  failedRuns,
});

function adopt(draft: Draft, service: Service, was: RestoredService, { run, identity, ...past }: RestoredRun): void {
  const { name } = service.spec;
  draft.emit({ type: 'adopt', name, run, identity });
  const live: LiveRun = {
    run,
    purpose: 'exec',
    pid: identity.pid,
    startedMs: Math.min(past.startedMs, draft.nowMs),
    adopted: true,
    leaderExited: false,
    userSignalled: false,
    cause: null,
    stopSent: false,
    interrupted: was.changed || past.stopRequested,
    signalledMs: null,
  };
  const sinceMs = Math.min(past.wasReady ? was.sinceMs : live.startedMs, draft.nowMs);
  const ready = past.wasReady && service.spec.kind === 'service';
  const adopted = draft.update(name, {
    spec: withFoundCheck(service.spec, past.foundCheck),
    live,
    gaveUp: false,
    phase: { is: 'running', ready, unhealthy: null },
    sinceMs,
  });
  if (was.changed || past.stopRequested || adopted.intent === 'down') requestStop(draft, name, { type: 'reload' });
  else if (isOver(draft, adopted, past)) {
    startOver(draft, adopted);
    requestStop(draft, name, null);
  } else {
    const checked = checkedRun(adopted);
    if (checked) resumeProbing(draft, adopted, checked, past.wasReady);
    else if (!ready) awaitReadiness(draft, adopted, live);
  }
}

/** Keeps the health check of its image as well. */
function withFoundCheck(spec: ServiceSpec, health: HealthSpec | undefined): ServiceSpec {
  const isOpen = spec.kind !== 'target' && spec.container?.check === 'image' && !spec.health;
  return isOpen && health ? { ...spec, health } : spec;
}

/**
 * Keeps ended services as they are, and their next try at its time. The times were written on the wall clock, which may
 * have been set back since. So no time lies in the future, and no wait is longer than the back-off allows.
 */
function keepEnd(draft: Draft, service: Service, was: RestoredService): void {
  if (!was.ended) return;
  const { name } = service.spec;
  const waits = was.nextTryMs !== null && service.intent === 'up' && service.spec.kind !== 'target';
  const longestMs = waits ? longestWaitMs(service.spec.lifecycle, was.backoffMs) : 0;
  const nextTryMs = waits ? clamp(was.nextTryMs, draft.nowMs, draft.nowMs + longestMs) : null;
  draft.update(name, { phase: was.ended, sinceMs: Math.min(was.sinceMs, draft.nowMs), nextTryMs });
  if (nextTryMs !== null) draft.emit({ type: 'arm', name, timer: 'restart', run: service.runs, atMs: nextTryMs });
}

/**
 * Whether an ended service is tried again. An `up` that ends when services have ended must not end because of services
 * that ended before it.
 */
function isTriedAgain(draft: Draft, service: Service, was: RestoredService): boolean {
  if (was.changed) return true; // it has done its work as another kind of service
  if (service.intent === 'down') return false;
  if (waitedForMending(service, was)) return true;
  const isDone = was.ended !== null && hasSucceeded({ spec: service.spec, phase: was.ended });
  return draft.exitOn !== 'never' && !isDone;
}

/** The same for a run that ended while no supervisor was there. Its output is read first, and then it starts again. */
function isOver(draft: Draft, { spec, intent }: Service, { endedWith }: Pick<RestoredRun, 'endedWith'>): boolean {
  if (endedWith === undefined || intent === 'down' || draft.exitOn === 'never') return false;
  return endedWith === null || !hasSucceeded({ spec, phase: { is: 'exited', code: endedWith } });
}

/**
 * Whether it lacked something and the supervisor that watched for it is gone. A try shows whether it is still missing.
 */
function waitedForMending({ spec }: Service, was: RestoredService): boolean {
  if (spec.kind === 'target' || was.ended?.is !== 'failed' || was.ended.failure.type === 'build') return false;
  const { restart, maxRestarts } = spec.lifecycle;
  const isSpent = maxRestarts > 0 && was.restarts >= maxRestarts;
  return restart !== 'never' && !isSpent && was.nextTryMs === null;
}

const clamp = (value: number, least: number, most: number) => Math.min(Math.max(value, least), most);
