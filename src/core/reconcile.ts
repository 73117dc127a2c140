import { holdsEnd } from './diagnose.ts';
import type { Draft } from './draft.ts';
import { endOfAll, endOfOne, statusOf } from './exit-on.ts';
import { externalIntent } from './external-seen.ts';
import { closure, dependentsOf } from './graph.ts';
import { pop, push } from './heap.ts';
import { blockersOf, hasProcess, isAlive, sameBlockers } from './readiness.ts';
import { forgetGone } from './reload.ts';
import { launch } from './run.ts';
import { freePortOf, isExternal } from './service.ts';
import type { Blocker, Service, Shutdown } from './state.ts';
import { sendStop } from './stop.ts';

/** How often a port that another process holds is checked again. */
const PORT_RETRY_MS = 500;

/** A port check that was never answered is repeated after this time. */
const PORT_OVERDUE_MS = 5000;

/**
 * Brings the services in line with what is wanted, after every event. It starts the services that may start, sends the
 * next stop signals, raises and lowers targets, and ends the supervisor when all is done. Everything was in line before
 * the event, so it looks only at what the event touched and what depends on that.
 */
export function reconcile(draft: Draft): void {
  forgetGone(draft);
  signalNextInStopOrder(draft);
  if (!draft.shutdown) {
    // When everything ends, nothing is started first.
    let cause = endOfOne(draft);
    if (cause === null) {
      settleAffected(draft);
      cause = endOfAll(draft);
    }
    if (cause === null) return;
    beginShutdown(draft, { force: false, cause });
    signalNextInStopOrder(draft);
  }
  for (const service of draft.services.values()) {
    if (hasProcess(service) || holdsEnd(service, draft.shutdown)) return;
  }
  draft.finish();
}

/** Begins the end of everything: nothing is started any more, and all that lives is stopped, dependents first. */
export function beginShutdown(draft: Draft, shutdown: Omit<Shutdown, 'status'>): void {
  draft.shutdown = { ...shutdown, status: statusOf(shutdown.cause, draft.services) };
  const { cause } = shutdown;
  const trigger = cause.type === 'user' && cause.by ? ({ type: 'shutdown', by: cause.by } as const) : null;
  for (const service of draft.services.values()) {
    const { name } = service.spec;
    draft.emit({ type: 'disarm', name, timer: 'restart' });
    draft.emit({ type: 'disarm', name, timer: 'port' });
    const isHeld = service.spec.kind === 'target' || service.phase.is === 'blocked';
    const isOver = isHeld ? { phase: { is: 'inactive' } as const } : {};
    const isToStop = { stopRequested: true, ...(trigger && { trigger }) };
    draft.update(name, { nextTryMs: null, ...(isAlive(service) ? isToStop : isOver) });
  }
}

/**
 * Looks at all affected services, dependencies first. Conflicts have no order, so an earlier service may need another
 * look.
 */
function settleAffected(draft: Draft): void {
  const { order, position } = draft.graph;
  const due = new Set<number>();
  const heap: number[] = [];
  const mark = (name: string) => {
    const at = position.get(name);
    if (at === undefined || due.has(at)) return;
    due.add(at);
    push(heap, at);
  };
  const markAffected = (name: string) => {
    for (const other of affectedBy(draft, name)) mark(other);
  };
  for (const name of draft.touched) {
    mark(name);
    markAffected(name);
    // A service of another project is wanted while a service that requires it is wanted.
    for (const other of draft.get(name)?.spec.requires ?? []) mark(other);
  }
  for (let at = pop(heap); at !== undefined; at = pop(heap)) {
    due.delete(at);
    const name = order[at] as string;
    const service = draft.get(name) as Service;
    settle(draft, service);
    if (draft.get(name) !== service) markAffected(name);
  }
}

/** The services that may have to start or to wait because this one changed. */
function affectedBy(draft: Draft, name: string): Iterable<string> {
  const { requiredBy, followedBy, conflicts } = draft.graph;
  // A finished oneshot passes on its requirements.
  const passesOn = (other: string) => other === name || draft.get(other)?.spec.kind === 'oneshot';
  const dependents = closure([name], (other) => (passesOn(other) ? (requiredBy.get(other) ?? []) : []));
  return [...dependents, ...(followedBy.get(name) ?? []), ...(conflicts.get(name) ?? [])];
}

function settle(draft: Draft, service: Service): void {
  const { spec, phase } = service;
  if (spec.kind === 'target') return settleTarget(draft, service);
  if (service.intent !== 'up' || service.stopRequested) return;
  if (phase.is !== 'inactive' && phase.is !== 'blocked') return;

  const blockers = blockersOf(service, draft);
  if (blockers.length > 0) {
    if (waitsForPort(service)) draft.emit({ type: 'disarm', name: spec.name, timer: 'port' });
    block(draft, service, blockers);
    return;
  }
  const port = freePortOf(spec);
  if (port === undefined) return launch(draft, service);
  if (waitsForPort(service)) return;
  block(draft, service, [{ type: 'port', port, holder: null }]);
  checkPort(draft, service, port);
}

/** Checks the port again if the service still waits for it. */
export function onPortDue(draft: Draft, service: Service): void {
  const port = freePortOf(service.spec);
  if (port !== undefined && waitsForPort(service)) checkPort(draft, service, port);
}

/** Asks who holds the port. The answer, `port-checked`, starts the service or leaves it blocked. */
function checkPort(draft: Draft, service: Service, port: number): void {
  draft.emit({ type: 'check-port', name: service.spec.name, run: service.runs + 1, port });
  armPort(draft, service, PORT_OVERDUE_MS);
}

/** Another process holds the port: records that, and checks again soon. */
export function portHeld(draft: Draft, service: Service, blocker: Blocker): void {
  block(draft, service, [blocker]);
  armPort(draft, service, PORT_RETRY_MS);
}

/** Whether the port is the only thing that the service still waits for. */
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
  if (isExternal(service.spec)) {
    const intent = externalIntent(name, draft);
    if (intent !== service.intent) return settleTarget(draft, draft.update(name, { intent }));
  }
  if (service.intent !== 'up') {
    if (service.phase.is !== 'inactive') draft.update(name, { phase: { is: 'inactive' } });
    return;
  }
  const blockers = blockersOf(service, draft);
  if (blockers.length > 0) block(draft, service, blockers);
  else if (service.phase.is !== 'running') {
    draft.update(name, { phase: { is: 'running', ready: true, unhealthy: null }, started: true });
  }
}

/**
 * Sends the stop signals whose turn has come. A service that is to stop gets its signal once no living service that
 * requires it, directly or through others, is to stop as well. Goes from the last service in the order to the first.
 */
function signalNextInStopOrder(draft: Draft): void {
  const { position } = draft.graph;
  const force = draft.shutdown?.force === true;
  const place = ({ spec }: Service) => position.get(spec.name) ?? 0;
  for (const service of stopCandidates(draft).sort((a, b) => place(b) - place(a))) {
    const { name } = service.spec;
    if (force || !waitsForDependents(draft, name)) sendStop(draft, service);
    else if (service.phase.is !== 'stopping') draft.update(name, { phase: { is: 'stopping', step: 'waiting' } });
  }
}

/**
 * The services that are to stop and were touched, or that may have waited for a touched service which no longer holds
 * anything back.
 */
function stopCandidates(draft: Draft): Service[] {
  const holdsNothing = (name: string) => {
    const service = draft.get(name);
    return service && !holdsBack(service) ? service.spec.requires : [];
  };
  const names = new Set([...draft.touched, ...closure(draft.touched, holdsNothing)]);
  return [...names].flatMap((name) => {
    const service = draft.get(name);
    return service?.stopRequested && hasProcess(service) ? [service] : [];
  });
}

function waitsForDependents(draft: Draft, name: string): boolean {
  const seen = new Set<string>();
  const queue = [name];
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    for (const dependent of draft.graph.requiredBy.get(next) ?? []) {
      const service = draft.get(dependent);
      if (service && holdsBack(service) && !isInCycle(draft, name, dependent)) return true;
      if (seen.has(dependent)) continue;
      seen.add(dependent);
      queue.push(dependent);
    }
  }
  return false;
}

/**
 * Whether two services require each other, one by its old spec and the other by its new one. They would wait for ever.
 */
function isInCycle({ graph }: Draft, name: string, dependent: string): boolean {
  return graph.isCyclic && (name === dependent || dependentsOf(graph, [dependent]).has(name));
}

/**
 * Whether the services that this one requires must not be stopped yet. A run that ended by itself holds them back too,
 * until its tree is gone.
 */
function holdsBack(service: Service): boolean {
  return hasProcess(service) && (service.stopRequested || !isAlive(service));
}
