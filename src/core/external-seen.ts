import type { Draft } from './draft.ts';
import type { Event } from './event.ts';
import { restartDependents } from './restart.ts';
import { isExternal } from './service.ts';
import type { Intent, Service } from './state.ts';

/**
 * Another project reported the state of one of its services. When the ready run is over, the services that follow its
 * restarts are restarted. A project that does not answer says nothing about its runs: perhaps only its supervisor is
 * being replaced.
 */
export function onExternalSeen(
  draft: Draft,
  { spec, seenLife }: Service,
  { seen }: Extract<Event, { type: 'external-seen' }>,
): void {
  if (!isExternal(spec)) return;
  const life = seen.is === 'there' && seen.ready ? seen.life : null;
  draft.update(spec.name, { seen, ...(life === null ? {} : { seenLife: life }) });
  if (seen.is === 'there' && seenLife !== undefined && seenLife !== life) restartDependents(draft, spec.name);
}

/** Whether this name stands for a service of another project. */
export function isExternalName(services: Pick<Draft, 'get'>, name: string): boolean {
  const service = services.get(name);
  return service !== undefined && isExternal(service.spec);
}

/**
 * A service of another project has the intent up while a service of this project waits for it. Nothing else starts or
 * stops it here.
 */
export function externalIntent(name: string, services: Pick<Draft, 'graph' | 'get'>): Intent {
  const requiredBy = services.graph.requiredBy.get(name) ?? [];
  return requiredBy.some((other) => services.get(other)?.intent === 'up') ? 'up' : 'down';
}
