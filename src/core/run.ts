import { decideRestart, isStable } from './backoff.ts';
import { diagnoseGoneRun, diagnoseRun, diagnosisWaitMs } from './diagnose.ts';
import type { Draft } from './draft.ts';
import type { Event } from './event.ts';
import { canDie } from './exit-on.ts';
import { awaitHealth, checkedRun } from './health.ts';
import { awaitReadiness } from './lived.ts';
import { restart, restartDependents, startOver } from './restart.ts';
import { isSuccess, lifecycleOf, type ServiceSpec } from './service.ts';
import { type FailedRuns, type Failure, type LiveRun, NO_PROBING, type Service } from './state.ts';
import { endProbing, leaveKillTo, terminateLeftovers } from './stop.ts';

type Of<T extends Event['type']> = Extract<Event, { type: T }>;

const RUNNING = { is: 'running', ready: false, unhealthy: null } as const;

/** Starts the next run of a service that may start. The build comes first, if it has one. */
export function launch(draft: Draft, service: Service): void {
  const { spec } = service;
  const builds = spec.kind !== 'target' && spec.build !== undefined && !service.built;
  const live = newRun(draft, service, builds ? 'build' : 'exec');
  draft.emit({ type: 'disarm', name: spec.name, timer: 'port' });
  draft.emit({ type: 'disarm', name: spec.name, timer: 'restart' });
  if (service.diagnosis?.cannotStart) draft.emit({ type: 'cancel-mending', name: spec.name });
  draft.update(spec.name, {
    ...(service.diagnosis?.cannotStart ? { diagnosis: null } : {}),
    phase: { is: 'starting', step: builds ? 'building' : 'spawning' },
    runs: live.run,
    live,
    started: true,
    nextTryMs: null,
    gaveUp: false,
    probing: NO_PROBING,
    built: false,
    buildFailure: null,
  });
}

/** Starts a background build, while the old run keeps serving. The exit of the build shows whether it passed. */
export function launchBackgroundBuild(draft: Draft, service: Service): void {
  const build = newRun(draft, service, 'build');
  draft.update(service.spec.name, { build, runs: build.run, buildFailure: null });
}

function newRun(draft: Draft, service: Service, purpose: LiveRun['purpose']): LiveRun {
  const run = service.runs + 1;
  const { spec } = service;
  draft.emit({ type: 'spawn', name: spec.name, run, purpose });
  return {
    run,
    purpose,
    pid: null,
    startedMs: draft.nowMs,
    ...(spec.kind !== 'target' && spec.container ? { inContainer: true } : {}),
    adopted: false,
    leaderExited: false,
    userSignalled: false,
    cause: null,
    stopSent: false,
    interrupted: false,
    signalledMs: null,
  };
}

/** The process tree that an event belongs to. `stale.ts` has dropped the events of other runs. */
function treeOf({ live, build }: Service, run: number): { slot: 'live' | 'build'; live: LiveRun } {
  return live?.run === run ? { slot: 'live', live } : { slot: 'build', live: build as LiveRun };
}

export function onSpawned(draft: Draft, service: Service, event: Of<'spawned'>): void {
  const { slot, live } = treeOf(service, event.run);
  if (live.pid !== null || live.leaderExited) return;
  const { name } = service.spec;
  const spec = specOf(service, live, event);
  const there = { ...live, pid: event.pid };
  const updated = draft.update(name, { spec, [slot]: there });
  if (live.purpose === 'build' || service.stopRequested || service.phase.is !== 'starting') return;
  const checked = checkedRun(updated);
  if (checked) awaitHealth(draft, updated, checked);
  else awaitReadiness(draft, draft.update(name, { phase: RUNNING }), there);
}

/**
 * The spec with the environment and health check that the run really has. A run that will be replaced may belong to an
 * older config, and a build is left out too.
 */
function specOf({ spec }: Service, live: LiveRun, { env, health }: Of<'spawned'>): ServiceSpec {
  const isItsOwn = spec.kind !== 'target' && live.purpose === 'exec' && !live.interrupted;
  return isItsOwn ? { ...spec, ...(env && { env }), ...(health && { health }) } : spec;
}

export function onSpawnFailed(draft: Draft, service: Service, event: Of<'spawn-failed'>): void {
  const { slot, live } = treeOf(service, event.run);
  const failure: Failure = { type: 'spawn', message: event.message };
  const { name } = service.spec;
  if (slot === 'build') {
    const ended = draft.update(name, { build: null, buildFailure: failure });
    leaveKillTo(draft, ended, ended.live);
    if (!service.stopRequested) onBackgroundBuild(draft, ended);
    else if (!ended.live) finishStop(draft, ended, live);
  } else {
    const ended = draft.update(name, { live: null });
    leaveKillTo(draft, ended, ended.build);
    if (!service.stopRequested) {
      fail(draft, ended, live, failure);
      diagnoseRun(draft, ended, live, null, event.message);
    } else if (!ended.build) finishStop(draft, ended, live);
  }
}

export function onExited(draft: Draft, service: Service, event: Of<'exited'>): void {
  const { slot, live } = treeOf(service, event.run);
  if (live.leaderExited) return;
  const { name } = service.spec;
  const { run, code, signal, left } = event;
  const lastExit = { run, code, signal, ...(left?.length ? { left } : {}) };
  const gone = draft.update(name, { [slot]: { ...live, leaderExited: true }, lastExit });
  if (!live.stopSent || live.stopCommand) terminateLeftovers(draft, gone, event.run);
  if (slot === 'build') {
    if (!service.stopRequested) draft.update(name, { buildFailure: buildFailure(event) });
    return;
  }
  endProbing(draft, name);
  if (service.stopRequested) return resetBackoffIfStable(draft, gone, live);
  if (live.signalledBy) draft.update(name, { trigger: { type: 'signal', run, ...live.signalledBy } });

  const failure = live.cause ?? (live.purpose === 'build' ? buildFailure(event) : exitFailure(event, service.spec));
  const ended = draft.get(name) ?? gone;
  if (failure) fail(draft, ended, live, failure);
  else if (live.purpose === 'exec') succeed(draft, ended, live);
}

export function onInputAwaited(draft: Draft, service: Service, { prompt }: Of<'input-awaited'>): void {
  const { live } = service;
  if (!live || live.leaderExited) return;
  draft.update(service.spec.name, { live: { ...live, prompt } });
}

export function onSuspended(draft: Draft, service: Service, event: Of<'suspended'>): void {
  const { live } = service;
  if (!live || live.suspended === event.suspended) return;
  draft.update(service.spec.name, { live: { ...live, suspended: event.suspended } });
}

export function onTreeGone(draft: Draft, service: Service, event: Of<'tree-gone'>): void {
  const { slot, live } = treeOf(service, event.run);
  if (!live.leaderExited) return;
  const { name } = service.spec;
  diagnoseGoneRun(draft, service, live);
  const emptied = draft.update(name, { [slot]: null });
  const other = emptied.live ?? emptied.build;
  leaveKillTo(draft, emptied, other);
  if (emptied.stopRequested) {
    if (!other) finishStop(draft, emptied, live);
  } else if (slot === 'build') onBackgroundBuild(draft, emptied);
  else if (emptied.build && !emptied.build.leaderExited) adoptBuild(draft, emptied, emptied.build);
  else if (live.purpose === 'build' && emptied.phase.is === 'starting') {
    draft.update(name, { built: !emptied.buildAgain, buildAgain: false, phase: { is: 'inactive' } });
  }
}

/** A background build is over. If it passed, the old run is replaced by a new one. */
function onBackgroundBuild(draft: Draft, service: Service): void {
  const { live } = service;
  const serves = live !== null && !live.leaderExited;
  const passed = service.buildFailure === null && !service.buildAgain;
  const updated = draft.update(service.spec.name, { built: passed, buildAgain: false });
  if (service.buildAgain && serves) launchBackgroundBuild(draft, updated);
  else if (service.buildAgain || passed) restart(draft, updated, null);
}

/** The old run ended by itself during its background build. The build becomes the first part of the next start. */
function adoptBuild(draft: Draft, service: Service, build: LiveRun): void {
  startOver(draft, service);
  draft.update(service.spec.name, {
    live: build,
    build: null,
    // A build with old sources is ended first.
    stopRequested: service.buildAgain,
    phase: { is: 'starting', step: 'building' },
  });
}

/**
 * Completes a requested stop. If its intent is still up, the service starts again, unless it is a oneshot that had done
 * its work before its turn to stop came.
 */
function finishStop(draft: Draft, service: Service, last: LiveRun): void {
  const { lastExit, spec } = service;
  const isOneshot = spec.kind === 'oneshot';
  const ended = !last.interrupted && last.purpose === 'exec' && lastExit?.run === last.run ? lastExit : null;
  const isDone = isOneshot && ended !== null && isSuccess(ended, spec);
  const workCode = isDone ? 0 : null;
  const code = isOneshot ? workCode : (lastExit?.code ?? null);
  const back = service.intent === 'up' && !draft.shutdown && !isDone;
  draft.update(spec.name, {
    stopRequested: false,
    buildAgain: false,
    phase: back ? { is: 'inactive' } : { is: 'exited', code },
  });
}

function succeed(draft: Draft, service: Service, live: LiveRun): void {
  const updated = draft.update(service.spec.name, { phase: { is: 'exited', code: 0 }, failedRuns: null });
  afterRun(draft, updated, live, null);
}

function fail(draft: Draft, service: Service, live: LiveRun, failure: Failure): void {
  const failedRuns = oneMore(draft, service, live, failure);
  const updated = draft.update(service.spec.name, { phase: { is: 'failed', failure }, failedRuns });
  afterRun(draft, updated, live, failure);
}

/** Counts failures in a row. A run that lasted begins a new count. */
function oneMore(draft: Draft, service: Service, live: LiveRun, failure: Failure): FailedRuns | null {
  if (live.userSignalled) return null;
  const before = isStable(service.spec, live, draft.nowMs) ? 0 : (service.failedRuns?.count ?? 0);
  return { count: before + 1, run: live.run, failure, lastedMs: Math.round(draft.nowMs - live.startedMs) };
}

/** Resets the back-off for a run that lasted and is now being stopped. */
function resetBackoffIfStable(draft: Draft, service: Service, live: LiveRun): void {
  const { spec } = service;
  if (live.purpose === 'build' || !isStable(spec, live, draft.nowMs)) return;
  draft.update(spec.name, { restarts: 0, backoffMs: lifecycleOf(spec).restartDelayMs, failedRuns: null });
}

/**
 * Applies the restart policy to a run that ended by itself, and restarts the dependents that asked for it. A service
 * that is no longer wanted does not come here: its stop was requested.
 */
function afterRun(draft: Draft, service: Service, live: LiveRun, failure: Failure | null): void {
  const { spec } = service;
  const failed = failure !== null;
  restartDependents(draft, spec.name);
  const decision = mayRestart(draft, service, live, failed)
    ? decideRestart({
        lifecycle: lifecycleOf(spec),
        failed,
        lastedMs: draft.nowMs - live.startedMs,
        restarts: service.restarts,
        backoffMs: service.backoffMs,
      })
    : { restart: false as const, gaveUp: failed };
  if (!decision.restart) {
    draft.update(spec.name, { gaveUp: decision.gaveUp, nextTryMs: null });
    return;
  }
  const atMs = draft.nowMs + Math.max(decision.delayMs, diagnosisWaitMs(failure));
  draft.emit({ type: 'arm', name: spec.name, timer: 'restart', run: service.runs, atMs });
  draft.update(spec.name, { restarts: decision.restarts, backoffMs: decision.backoffMs, nextTryMs: atMs });
}

function mayRestart(draft: Draft, service: Service, live: LiveRun, failed: boolean): boolean {
  if (draft.exitOn === 'any' && !canDie(service)) return false;
  // A failed build fails again until a source changes, and a oneshot that succeeded is done.
  return live.purpose === 'exec' && !(service.spec.kind === 'oneshot' && !failed);
}

function exitFailure(event: Of<'exited'>, spec: ServiceSpec): Failure | null {
  if (event.signal) return { type: 'signal', signal: event.signal };
  return isSuccess(event, spec) ? null : { type: 'exit-code', code: event.code ?? 1 };
}

function buildFailure(event: Of<'exited'>): Failure | null {
  return event.code === 0 ? null : { type: 'build', code: event.code, signal: event.signal };
}
