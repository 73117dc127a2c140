import type { Draft } from './draft.ts';
import type { Event } from './event.ts';
import { restartDependents } from './restart.ts';
import { isExternal } from './service.ts';
import type { Intent, Service } from './state.ts';

/**
 * Another project has told how a service of it is. When the run that was ready is over, those that follow its restarts are
 * told. A project that does not answer says nothing of its runs: its supervisor may only be replaced.
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

/** Up while somebody of this project waits for it: nobody else starts or stops it. */
export function externalIntent(name: string, services: Pick<Draft, 'graph' | 'get'>): Intent {
  const requiredBy = services.graph.requiredBy.get(name) ?? [];
  return requiredBy.some((other) => services.get(other)?.intent === 'up') ? 'up' : 'down';
}
