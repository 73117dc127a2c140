import type { Draft } from './draft.ts';
import { closure } from './graph.ts';
import { isAlive } from './readiness.ts';

/** Marks what lives of a service for an ordered stop; `reconcile` sends the signal when its turn has come. */
export function halt(draft: Draft, name: string): void {
  const service = draft.get(name);
  if (service && isAlive(service)) draft.update(name, { halting: true });
}

/**
 * A service ended or restarts: its dependents that said `on_dependency_restart = "restart"` are stopped, and come
 * back when it is ready again. Targets and finished oneshots in between pass it on.
 */
export function restartFollowers(draft: Draft, name: string): void {
  const followers = (name: string) =>
    (draft.graph.requiredBy.get(name) ?? []).filter((dependent) => {
      const spec = draft.get(dependent)?.spec;
      return spec !== undefined && (spec.kind !== 'service' || spec.lifecycle.onDependencyRestart === 'restart');
    });
  for (const follower of closure([name], followers)) {
    if (draft.get(follower)?.spec.kind === 'service') halt(draft, follower);
  }
}
