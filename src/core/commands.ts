import type { Draft } from './draft.ts';
import type { Event } from './event.ts';
import { closure, dependentsOf } from './graph.ts';
import { halt, restartFollowers } from './halt.ts';
import { beginShutdown } from './reconcile.ts';
import { launchBuildBeside } from './run.ts';
import type { Service } from './state.ts';
import { killEverything } from './stop.ts';

type Of<T extends Event['type']> = Extract<Event, { type: T }>;

/** Intent up. What was named starts over if it had ended; what comes along with it, if it had failed. */
export function onStartRequested(draft: Draft, event: Of<'start-requested'>): void {
  if (draft.shutdown) return;
  const named = new Set(event.names);
  const needs = (name: string) => {
    const spec = draft.get(name)?.spec;
    return spec ? [...spec.requires, ...spec.wants] : [];
  };
  const along = event.withDependencies ? closure(named, needs) : [];
  for (const name of new Set([...named, ...along])) {
    const service = draft.get(name);
    if (!service || service.leaving) continue;
    draft.update(name, { intent: 'up' });
    const { phase, spec } = service;
    const ended =
      phase.is === 'failed' ||
      (phase.is === 'exited' && (named.has(name) || spec.kind !== 'oneshot' || phase.code !== 0));
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
    if (live && live.pid !== null) draft.emit({ type: 'signal', name, run: live.run, signal: event.signal });
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
  if (spec.kind === 'target' || draft.shutdown || service.intent !== 'up') return;
  switch (spec.watch?.action) {
    case 'signal':
      if (live && live.pid !== null && !live.leaderGone) {
        draft.emit({ type: 'signal', name: spec.name, run: live.run, signal: spec.watch.signal });
      }
      return;
    case 'restart':
      if (spec.build !== undefined && service.phase.is === 'running' && !service.halting) buildBeside(draft, service);
      else restart(draft, service);
      return;
    case 'none':
    case undefined:
      return;
  }
}

/** The old run keeps serving until the build passes. A build that is under way has old sources: it is ended first. */
function buildBeside(draft: Draft, service: Service): void {
  const { build, spec } = service;
  if (!build) return launchBuildBeside(draft, service);
  if (build.leaderGone || build.pid === null) return void draft.update(spec.name, { buildAgain: true });
  draft.update(spec.name, { build: { ...build, stopSent: true }, buildAgain: true });
  draft.emit({ type: 'signal', name: spec.name, run: build.run, signal: 'SIGKILL' });
}

/** Resets the back-off; what lives is halted (and comes back by its intent), what does not starts at once. */
function restart(draft: Draft, service: Service): void {
  const { name } = service.spec;
  startOver(draft, service);
  if (!service.live) return;
  halt(draft, name);
  restartFollowers(draft, name);
}

/** Back-off forgotten; a service that waits or has ended becomes a candidate for a start. */
function startOver(draft: Draft, service: Service): void {
  const { spec, phase } = service;
  draft.emit({ type: 'disarm', name: spec.name, timer: 'restart' });
  const ended = phase.is === 'failed' || phase.is === 'exited';
  draft.update(spec.name, {
    restarts: 0,
    backoffMs: spec.kind === 'target' ? 0 : spec.lifecycle.restartDelayMs,
    nextTryMs: null,
    gaveUp: false,
    ...(ended ? { phase: { is: 'inactive' } as const } : {}),
  });
}

/** A target stands for the services it names, and the targets among them for theirs. */
function members(draft: Draft, names: readonly string[]): Set<string> {
  const inside = (name: string) => {
    const spec = draft.get(name)?.spec;
    return spec?.kind === 'target' ? [...spec.requires, ...spec.wants] : [];
  };
  return new Set([...names, ...closure(names, inside)]);
}
