import { holdsEnd } from './diagnose.ts';
import type { Draft } from './draft.ts';
import { exitCause } from './exit-on.ts';
import { blockersOf, isActive, isAlive, sameBlockers } from './readiness.ts';
import { forgetGone } from './reload.ts';
import { launch } from './run.ts';
import { portOf } from './service.ts';
import type { Blocker, Service, Shutdown } from './state.ts';
import { sendStop } from './stop.ts';

/** How often a port that somebody else holds is looked at again. */
const PORT_RETRY_MS = 500;

/** A look at a port that was never answered is repeated after this. */
const PORT_OVERDUE_MS = 5000;

/**
 * Brings what is in line with what is wanted, after every event: starts what may start, sends the stop signals whose
 * turn has come, raises and lowers targets, and ends the supervisor when all is done. Dependencies come first in the
 * order, so one pass settles all but conflicts.
 */
export function reconcile(draft: Draft): void {
  forgetGone(draft);
  stopWhoseTurnItIs(draft);
  if (!draft.shutdown) {
    while (settleAll(draft));
    const cause = exitCause(draft);
    if (cause === null) return;
    beginShutdown(draft, { force: false, cause });
    stopWhoseTurnItIs(draft);
  }
  for (const service of draft.services.values()) {
    if (service.live || service.build || holdsEnd(service, draft.shutdown)) return;
  }
  draft.finish();
}

/** From here on nothing is started any more, and all that lives is stopped, dependents first. */
export function beginShutdown(draft: Draft, shutdown: Shutdown): void {
  draft.shutdown = shutdown;
  for (const service of draft.services.values()) {
    const { name } = service.spec;
    draft.emit({ type: 'disarm', name, timer: 'restart' });
    draft.emit({ type: 'disarm', name, timer: 'port' });
    if (isAlive(service)) draft.update(name, { halting: true, nextTryMs: null });
    else if (service.spec.kind === 'target' || service.phase.is === 'blocked') {
      draft.update(name, { phase: { is: 'inactive' }, nextTryMs: null });
    } else if (service.nextTryMs !== null) draft.update(name, { nextTryMs: null });
  }
}

/**
 * One pass, dependencies first. True when it has to be repeated: conflicts follow no order, so that something earlier
 * may have to look again.
 */
function settleAll(draft: Draft): boolean {
  let again = false;
  for (const name of draft.graph.order) {
    const service = draft.get(name);
    if (!service) continue;
    settle(draft, service);
    const conflicts = draft.graph.conflicts.get(name) ?? [];
    if (conflicts.length > 0 && isActive(draft.get(name) ?? service) !== isActive(service)) again = true;
  }
  return again;
}

function settle(draft: Draft, service: Service): void {
  const { spec, phase } = service;
  if (spec.kind === 'target') return settleTarget(draft, service);
  if (service.intent !== 'up' || service.halting) return;
  if (phase.is !== 'inactive' && phase.is !== 'blocked') return;

  const blockers = blockersOf(service, draft);
  if (blockers.length > 0) {
    if (waitsForPort(service)) draft.emit({ type: 'disarm', name: spec.name, timer: 'port' });
    block(draft, service, blockers);
  } else if (portOf(spec) === undefined) launch(draft, service);
  else if (!waitsForPort(service)) lookAtPort(draft, service);
}

/** Asks who holds the port; the answer, `port-checked`, starts the service or leaves it blocked. */
export function lookAtPort(draft: Draft, service: Service): void {
  const { spec } = service;
  const port = portOf(spec);
  if (port === undefined) return;
  if (!waitsForPort(service)) block(draft, service, [{ type: 'port', port, holder: null }]);
  draft.emit({ type: 'check-port', name: spec.name, run: service.runs + 1, port });
  armPort(draft, service, PORT_OVERDUE_MS);
}

/** Somebody else holds the port: says so, and looks again soon. */
export function portHeld(draft: Draft, service: Service, blocker: Blocker): void {
  block(draft, service, [blocker]);
  armPort(draft, service, PORT_RETRY_MS);
}

/** Whether the port is the only thing that it still waits for. */
export function waitsForPort(service: Service): boolean {
  return service.phase.is === 'blocked' && service.phase.on.length === 1 && service.phase.on[0]?.type === 'port';
}

function armPort(draft: Draft, service: Service, delayMs: number): void {
  const { name } = service.spec;
  draft.emit({ type: 'arm', name, timer: 'port', run: service.runs + 1, atMs: draft.nowMs + delayMs });
}

function block(draft: Draft, service: Service, on: readonly Blocker[]): void {
  const { phase } = service;
  if (phase.is === 'blocked' && sameBlockers(phase.on, on)) return;
  draft.update(service.spec.name, { phase: { is: 'blocked', on } });
}

function settleTarget(draft: Draft, service: Service): void {
  const { name } = service.spec;
  if (service.intent !== 'up') {
    if (service.phase.is !== 'inactive') draft.update(name, { phase: { is: 'inactive' } });
    return;
  }
  const blockers = blockersOf(service, draft);
  if (blockers.length > 0) block(draft, service, blockers);
  else if (service.phase.is !== 'running') {
    draft.update(name, { phase: { is: 'running', unhealthy: null }, started: true });
  }
}

/**
 * A service that is to be stopped gets its signal once nothing alive that requires it, directly or through others, is
 * to be stopped as well. One pass from the last in the order to the first.
 */
function stopWhoseTurnItIs(draft: Draft): void {
  const force = draft.shutdown?.force === true;
  const held = new Set<string>();
  for (const name of draft.graph.order.toReversed()) {
    const service = draft.get(name);
    if (!service) continue;
    const waits = (draft.graph.requiredBy.get(name) ?? []).some((dependent) => held.has(dependent));
    const exists = service.live !== null || service.build !== null;
    // What ended by itself and is being cleared away is awaited like what is stopped.
    if (waits || (exists && (service.halting || !isAlive(service)))) held.add(name);
    if (!exists || !service.halting) continue;
    if (!waits || force) sendStop(draft, service);
    else if (service.phase.is !== 'stopping') draft.update(name, { phase: { is: 'stopping', step: 'waiting' } });
  }
}
