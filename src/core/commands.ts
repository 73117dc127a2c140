import type { Draft } from './draft.ts';
import type { Event } from './event.ts';
import { closure, dependentsOf } from './graph.ts';
import { halt, restart, startOver } from './halt.ts';
import { hasSucceeded } from './readiness.ts';
import { beginShutdown } from './reconcile.ts';
import { launchBuildBeside } from './run.ts';
import type { ServiceSpec } from './service.ts';
import { configured, type Service } from './state.ts';
import { killEverything, killNow } from './stop.ts';

type Of<T extends Event['type']> = Extract<Event, { type: T }>;

/** Intent up. What was named starts over if it had ended; what comes along with it, if it had failed. */
export function onStartRequested(draft: Draft, event: Of<'start-requested'>): void {
  if (draft.shutdown) return;
  const named = new Set(event.names);
  const needs = (name: string) => {
    const service = draft.get(name);
    return service ? needsOf(configured(service)) : [];
  };
  const along = event.withDependencies ? closure(named, needs) : [];
  for (const name of new Set([...named, ...along])) {
    const service = draft.get(name);
    if (!service || service.leaving) continue;
    draft.update(name, { intent: 'up' });
    const { phase } = service;
    const ended = phase.is === 'failed' || (phase.is === 'exited' && (named.has(name) || !hasSucceeded(service)));
    if (ended || service.nextTryMs !== null) startOver(draft, service);
  }
}

/** Intent down for the named ones; running dependents stop first, keep their intent, and come back with them. */
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
      nextTryMs: null,
      ...(waiting ? { phase: { is: 'inactive' } as const } : {}),
    });
    halt(draft, name);
  }
  for (const name of dependentsOf(draft.graph, names)) halt(draft, name);
}

/** Stops and starts again. What was down is started. */
export function onRestartRequested(draft: Draft, event: Of<'restart-requested'>): void {
  if (draft.shutdown) return;
  const names = members(draft, event.names);
  for (const name of names) {
    const service = draft.get(name);
    if (!service || service.leaving) continue;
    draft.update(name, { intent: 'up' });
    restart(draft, service);
  }
  if (event.dependents) for (const name of dependentsOf(draft.graph, names)) halt(draft, name);
}

export function onKillRequested(draft: Draft, event: Of<'kill-requested'>): void {
  for (const name of members(draft, event.names)) {
    const live = draft.get(name)?.live;
    if (!live || live.pid === null) continue;
    draft.emit({ type: 'signal', name, run: live.run, signal: event.signal, bare: true });
    if (!live.leaderGone) draft.update(name, { live: { ...live, userSignalled: true } });
  }
}

export function onShutdownRequested(draft: Draft, event: Of<'shutdown-requested'>): void {
  if (!draft.shutdown) beginShutdown(draft, { force: event.force, cause: { type: 'user' } });
  else if (event.force && !draft.shutdown.force) draft.shutdown = { ...draft.shutdown, force: true };
  else return;
  if (event.force) killEverything(draft);
}

/** A watched file has new content. */
export function onFilesChanged(draft: Draft, service: Service): void {
  const { spec, live } = service;
  if (spec.kind === 'target' || draft.shutdown) return;
  if (spec.watch?.action === 'restart') outdateBuild(draft, service);
  if (service.intent !== 'up') return;
  switch (spec.watch?.action) {
    case 'signal':
      if (live && live.pid !== null && !live.leaderGone) {
        draft.emit({ type: 'signal', name: spec.name, run: live.run, signal: spec.watch.signal, bare: true });
      }
      return;
    case 'restart':
      if (spec.build !== undefined && spec.kind === 'service' && service.phase.is === 'running')
        buildBeside(draft, service);
      else restart(draft, service);
      return;
    case 'none':
    case undefined:
      return;
  }
}

/** What was built, or is being built, has old sources. */
function outdateBuild(draft: Draft, service: Service): void {
  const building = service.build !== null || service.live?.purpose === 'build';
  if (service.built || building) draft.update(service.spec.name, { built: false, buildAgain: building });
}

/** The old run keeps serving until the build passes. A build that is under way has old sources: it is ended first. */
function buildBeside(draft: Draft, service: Service): void {
  const { build } = service;
  startOver(draft, service);
  if (!build) launchBuildBeside(draft, service);
  else if (!build.leaderGone && build.pid !== null) killNow(draft, service, build);
}

/** A target stands for the services it names, and the targets among them for theirs. */
function members(draft: Draft, names: readonly string[]): Set<string> {
  const inside = (name: string) => {
    const service = draft.get(name);
    return service && configured(service).kind === 'target' ? needsOf(configured(service)) : [];
  };
  return new Set([...names, ...closure(names, inside)]);
}

const needsOf = ({ requires, wants }: ServiceSpec) => [...requires, ...wants];
