import type { Draft } from './draft.ts';
import type { ExternalBlocker } from './external.ts';
import { endedOf, isExternal } from './service.ts';
import type { Blocker, Service } from './state.ts';

/** Where services are looked up: a state, or a draft of one. */
type Services = Pick<Draft, 'get' | 'graph'>;

/**
 * Whether a `requires` on this service is met. A finished oneshot also passes on its requirements: a service that needs
 * the migration needs the database. A oneshot that the user has stopped blocks its dependents, as a stopped service
 * does.
 */
export function isReady(service: Service, services: Pick<Draft, 'get'>): boolean {
  switch (service.spec.kind) {
    case 'service':
      // Its front takes connections, and the first connection wakes it.
      if (service.asleep) return true;
      return service.phase.is === 'running' && service.phase.ready;
    case 'target':
      return service.phase.is === 'running';
    case 'oneshot':
      return service.intent === 'up' && hasSucceeded(service) && requiresReady(service, services);
  }
}

/** Whether something blocks the start of a wanted service. */
export function isHeldBack({ spec, phase }: Service): boolean {
  return phase.is === 'blocked' && spec.kind !== 'target';
}

/** Whether a oneshot has done its work. */
export function hasSucceeded({ spec, phase }: Pick<Service, 'spec' | 'phase'>): boolean {
  return spec.kind === 'oneshot' && phase.is === 'exited' && phase.code === 0;
}

/** Whether its last run is over (well, badly or by a stop) and no other follows by itself. */
export function hasEnded({ phase, nextTryMs, build }: Pick<Service, 'phase' | 'nextTryMs' | 'build'>): boolean {
  // A build that runs after the end of its run is the first part of the next start.
  return (phase.is === 'exited' || phase.is === 'failed') && nextTryMs === null && build === null;
}

function requiresReady(service: Service, services: Pick<Draft, 'get'>): boolean {
  return service.spec.requires.every((name) => {
    const other = services.get(name);
    return other !== undefined && isReady(other, services);
  });
}

/** Whether its run, or a build beside it, still exists. */
export function hasProcess({ live, build }: Service): boolean {
  return live !== null || build !== null;
}

/** Whether a process of it exists, or may come to exist without another decision. */
export function isActive(service: Service): boolean {
  if (hasProcess(service)) return true;
  return service.phase.is === 'running' && !isExternal(service.spec);
}

/** Whether there is a process that a stop must end. A run whose leader has exited is already ended. */
export function isAlive(service: Service): boolean {
  return (
    (service.live !== null && !service.live.leaderExited) || (service.build !== null && !service.build.leaderExited)
  );
}

/** Why a service of another project is not ready; null when it is ready, and for a service of this project. */
function externalBlocker({ spec, seen = { is: 'unknown' } }: Service): ExternalBlocker | null {
  if (spec.kind !== 'target' || !spec.external || (seen.is === 'there' && seen.ready)) return null;
  return { type: 'external', ...spec.external, seen };
}

/** Everything that blocks a start right now, except the port. If empty, the service may start. */
export function blockersOf(service: Service, services: Services): Blocker[] {
  const { spec } = service;
  const external = externalBlocker(service);
  const blockers: Blocker[] = external ? [external] : [];
  for (const name of spec.requires) {
    const other = services.get(name);
    if (!other || !isReady(other, services)) blockers.push({ type: 'requires', name });
  }
  for (const name of spec.after) {
    if (spec.requires.includes(name)) continue;
    const other = services.get(name);
    if (other && other.intent === 'up' && !other.started) blockers.push({ type: 'after', name });
  }
  for (const name of endedOf(spec)) {
    const other = services.get(name);
    if (!other || !hasEnded(other)) blockers.push({ type: 'ended', name });
  }
  for (const name of services.graph.conflicts.get(spec.name) ?? []) {
    const other = services.get(name);
    if (other && isActive(other)) blockers.push({ type: 'conflict', name });
  }
  const remains = service.live ?? service.build;
  if (remains) blockers.push({ type: 'remains', run: remains.run });
  return blockers;
}

/** The things that block the service; none while it starts, runs or stops. */
export function blockersNow(service: Service, services: Services): readonly Blocker[] {
  const { phase } = service;
  if (phase.is === 'blocked') return phase.on;
  if (phase.is === 'starting' || phase.is === 'running' || phase.is === 'stopping') return [];
  return blockersOf(service, services);
}

/** Whether two lists of blockers say the same. */
export function sameBlockers(a: readonly Blocker[], b: readonly Blocker[]): boolean {
  return a.length === b.length && a.every((blocker, i) => JSON.stringify(blocker) === JSON.stringify(b[i]));
}
