import type { Draft } from './draft.ts';
import { closure } from './graph.ts';
import { hasSucceeded, isAlive, isReady } from './readiness.ts';
import { lifecycleOf } from './service.ts';
import type { Service } from './state.ts';
import type { Trigger } from './trigger.ts';

/** Marks the processes of a service for an ordered stop. `reconcile` sends the signal when its turn has come. */
export function requestStop(draft: Draft, name: string, trigger: Trigger | null): void {
  const service = draft.get(name);
  if (service && isAlive(service)) draft.update(name, { stopRequested: true, ...(trigger ? { trigger } : {}) });
}

/**
 * Resets the back-off. A living run is stopped and comes back by its intent; otherwise the service starts at once. If
 * it was neither alive nor done, its followers were already restarted when it ended.
 */
export function restart(draft: Draft, service: Service, trigger: Trigger | null): void {
  const { name } = service.spec;
  // A oneshot has done its work for its followers, even if its own requirements have changed since.
  const isDone = isReady(service, draft) || hasSucceeded(service);
  startOver(draft, service);
  if (!service.live && !isDone) return;
  if (service.live) draft.update(name, { live: { ...service.live, interrupted: true } });
  requestStop(draft, name, trigger);
  restartDependents(draft, name);
}

/** Forgets the back-off. A service that waits or has ended becomes a candidate for a start. */
export function startOver(draft: Draft, service: Service): void {
  const { spec, phase } = service;
  draft.emit({ type: 'disarm', name: spec.name, timer: 'restart' });
  const ended = phase.is === 'failed' || phase.is === 'exited';
  draft.update(spec.name, {
    restarts: 0,
    backoffMs: lifecycleOf(spec).restartDelayMs,
    nextTryMs: null,
    gaveUp: false,
    failedRuns: null,
    ...(ended ? { phase: { is: 'inactive' } as const } : {}),
  });
}

/**
 * A service ended or restarts. Its dependents with `on_dependency_restart = "restart"` are stopped, and come back when
 * it is ready again. Targets and finished oneshots in between pass this on.
 */
export function restartDependents(draft: Draft, name: string): void {
  const followers = (name: string) =>
    (draft.graph.requiredBy.get(name) ?? []).filter((dependent) => {
      const spec = draft.get(dependent)?.spec;
      return spec !== undefined && (spec.kind !== 'service' || spec.lifecycle.onDependencyRestart === 'restart');
    });
  for (const follower of closure([name], followers)) {
    if (draft.get(follower)?.spec.kind === 'service') requestStop(draft, follower, { type: 'dependency', name });
  }
}
