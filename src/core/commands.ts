import type { Draft } from './draft.ts';
import type { Event } from './event.ts';
import { isExternalName } from './external-seen.ts';
import { closure, dependentsOf } from './graph.ts';
import { hasProcess, hasSucceeded } from './readiness.ts';
import { beginShutdown } from './reconcile.ts';
import { requestStop, restart, startOver } from './restart.ts';
import { launchBackgroundBuild } from './run.ts';
import { endedOf, type ServiceSpec } from './service.ts';
import { configured, type Service } from './state.ts';
import { killEverything, killNow } from './stop.ts';
import { type Asker, isLoop, nextRound, shownPaths } from './trigger.ts';

type Of<T extends Event['type']> = Extract<Event, { type: T }>;

/**
 * Sets the intent to up. A named service starts over if it had ended. A service that comes along starts over only if it
 * had failed.
 */
export function onStartRequested(draft: Draft, event: Of<'start-requested'>): void {
  if (draft.shutdown) return;
  // A service that the config no longer has is only being stopped, so it needs nothing.
  const named = new Set(event.names.filter((name) => draft.get(name)?.leaving === false));
  const needs = (name: string) => {
    const service = draft.get(name);
    return service ? needsOf(configured(service)) : [];
  };
  const along = event.withDependencies ? closure(named, needs) : [];
  for (const name of new Set([...named, ...along])) {
    const service = draft.get(name);
    if (!service || service.leaving) continue;
    if ((event.lazily || !named.has(name)) && staysAsleep(service)) {
      draft.update(name, { asleep: true });
      continue;
    }
    draft.update(name, { intent: 'up', asleep: false });
    const { phase } = service;
    const ended = phase.is === 'failed' || (phase.is === 'exited' && (named.has(name) || !hasSucceeded(service)));
    // A service that is neither up nor starting has perhaps not ended, but its next try may be its last.
    const isDown = phase.is === 'inactive' || phase.is === 'blocked' || phase.is === 'stopping';
    if (ended || isDown || service.nextTryMs !== null) startOver(draft, service);
    // The oneshot has done its work, and only the rest of its tree is left. That work answered the earlier request.
    const { live } = service;
    if (named.has(name) && live?.leaderExited) draft.update(name, { live: { ...live, interrupted: true } });
  }
}

/** Whether a service is started on demand and was not requested by name. It waits for its first connection. */
function staysAsleep(service: Service): boolean {
  const { spec, intent } = service;
  return spec.kind === 'service' && spec.front?.onDemand === true && intent === 'down' && !hasProcess(service);
}

/**
 * Sets the intent of the named services to down. Running dependents stop first, keep their intent, and come back with
 * them.
 */
export function onStopRequested(draft: Draft, event: Of<'stop-requested'>): void {
  const names = members(draft, event.names);
  for (const name of names) {
    const service = draft.get(name);
    if (!service) continue;
    draft.emit({ type: 'disarm', name, timer: 'restart' });
    draft.emit({ type: 'disarm', name, timer: 'port' });
    const waiting = service.phase.is === 'blocked' || service.spec.kind === 'target';
    draft.update(name, {
      intent: 'down',
      asleep: false,
      nextTryMs: null,
      ...(waiting ? { phase: { is: 'inactive' } as const } : {}),
    });
    requestStop(draft, name, { type: 'user', what: 'stop', ...by(event) });
  }
  requestStopOfDependents(draft, names);
}

/** Stops and starts again. A service that was down is started. */
export function onRestartRequested(draft: Draft, event: Of<'restart-requested'>): void {
  if (draft.shutdown) return;
  const names = members(draft, event.names);
  for (const name of names) {
    const service = draft.get(name);
    if (!service || service.leaving) continue;
    draft.update(name, { intent: 'up', asleep: false });
    restart(draft, service, { type: 'user', what: 'restart', ...by(event) });
  }
  if (event.dependents) requestStopOfDependents(draft, names);
}

export function onKillRequested(draft: Draft, event: Of<'kill-requested'>): void {
  for (const name of members(draft, event.names)) {
    const live = draft.get(name)?.live;
    if (!live || live.pid === null) continue;
    draft.emit({ type: 'signal', name, run: live.run, signal: event.signal, bare: true });
    const signalledBy = { signal: event.signal, ...by(event) };
    draft.update(name, { live: { ...live, userSignalled: true, signalledBy } });
  }
}

export function onShutdownRequested(draft: Draft, event: Of<'shutdown-requested'>): void {
  if (!draft.shutdown) beginShutdown(draft, { force: event.force, cause: { type: 'user', ...by(event) } });
  else if (event.force && !draft.shutdown.force) draft.shutdown = { ...draft.shutdown, force: true };
  else return;
  if (event.force) killEverything(draft);
}

/** The asker, if it is known. */
function by({ by }: { readonly by?: Asker }): { readonly by?: Asker } {
  return { ...(by && { by }) };
}

/** A watched file has new content. */
export function onFilesChanged(draft: Draft, given: Service, event: Of<'files-changed'>): void {
  const { spec } = given;
  if (spec.kind === 'target' || draft.shutdown) return;
  const paths = shownPaths(event.paths, spec.dir).filter((path) => !given.selfWritten.includes(path));
  if (paths.length === 0 && event.paths.length > 0) return;
  if (spec.watch?.action === 'restart' && givesUpOn(draft, given, paths)) return;
  const service = draft.update(spec.name, { trigger: { type: 'files', paths } });
  const { live } = service;
  if (spec.watch?.action === 'restart') outdateBuild(draft, service);
  if (service.intent !== 'up') return;
  switch (spec.watch?.action) {
    case 'signal':
      if (live && live.pid !== null && !live.leaderExited) {
        draft.emit({ type: 'signal', name: spec.name, run: live.run, signal: spec.watch.signal, bare: true });
      }
      return;
    case 'restart':
      if (spec.build !== undefined && spec.kind === 'service' && service.phase.is === 'running')
        buildInBackground(draft, service);
      else restart(draft, service, { type: 'files', paths });
      return;
    case 'none':
    case undefined:
      return;
  }
}

/**
 * Whether the service has restarted itself again and again by writing these files. They are ignored until zdev ends.
 */
function givesUpOn(draft: Draft, { spec, live, watchLoop, selfWritten }: Service, paths: readonly string[]): boolean {
  if (!live) return false;
  const loop = nextRound(watchLoop, paths, draft.nowMs - live.startedMs);
  if (!isLoop(loop)) {
    draft.update(spec.name, { watchLoop: loop });
    return false;
  }
  draft.update(spec.name, { watchLoop: null, selfWritten: [...selfWritten, ...paths] });
  return true;
}

/** Records that the finished or running build has old sources. */
function outdateBuild(draft: Draft, service: Service): void {
  const building = service.build !== null || service.live?.purpose === 'build';
  draft.update(service.spec.name, { built: false, buildAgain: building });
}

/** The old run keeps serving until the build passes. A build at work has old sources, so it is ended first. */
function buildInBackground(draft: Draft, service: Service): void {
  const { build } = service;
  startOver(draft, service);
  if (!build) launchBackgroundBuild(draft, service);
  else if (!build.leaderExited && build.pid !== null) killNow(draft, service, build);
}

/** Requests a stop of all services that require these. The trigger of each one names the service that it requires. */
function requestStopOfDependents(draft: Draft, names: ReadonlySet<string>): void {
  const dependents = dependentsOf(draft.graph, names);
  for (const name of dependents) {
    const requires = draft.get(name)?.spec.requires ?? [];
    const first = requires.find((other) => names.has(other)) ?? requires.find((other) => dependents.has(other));
    requestStop(draft, name, { type: 'dependency', name: first ?? '' });
  }
}

/**
 * The services that these names stand for: a target stands for its services, and for the targets among them. Services
 * of other projects are left out.
 */
function members(draft: Draft, names: readonly string[]): Set<string> {
  const inside = (name: string) => {
    const service = draft.get(name);
    return service && configured(service).kind === 'target' ? needsOf(configured(service)) : [];
  };
  const all = new Set([...names, ...closure(names, inside)]);
  return new Set([...all].filter((name) => !isExternalName(draft, name)));
}

const needsOf = (spec: ServiceSpec) => [...spec.requires, ...endedOf(spec), ...spec.wants];
