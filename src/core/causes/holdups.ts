import type { Service, State } from '../state.ts';
import { type Cause, causesIn } from './cause.ts';
import { isNews } from './chain.ts';
import { problemsOf } from './problems.ts';

/** One thing that services wait for. */
export interface Holdup {
  /** The service at the root of the wait. */
  readonly cause: Cause;
  /** The services that wait for it. Empty if it only delays itself. */
  readonly waiting: readonly string[];
}

/** Whether a service is wanted but blocked or not ready yet, or has not ended its stop. */
export function isWaiting(service: Service): boolean {
  const { intent, phase, spec } = service;
  if (isStopping(service)) return true;
  return intent === 'up' && spec.kind !== 'target' && (phase.is === 'blocked' || phase.is === 'starting');
}

/** Whether it was told to end and has not ended yet. */
export function isStopping({ phase, spec }: Service): boolean {
  return phase.is === 'stopping' && phase.step !== 'waiting' && spec.kind !== 'target';
}

/**
 * What the services wait for: one holdup for each root cause, the worst first. Takes time in proportion to services and
 * dependencies.
 */
export function holdupsIn(state: Pick<State, 'services'>, nowMs: number): Holdup[] {
  const lookup = causesIn(state, nowMs);
  const waits = (name: string) => {
    const service = state.services.get(name);
    return service !== undefined && isWaiting(service);
  };
  return problemsOf(state.services.keys(), lookup).flatMap(({ cause, waiting }): Holdup[] => {
    const names = waiting.filter(waits);
    // The check of its own port is not a reason.
    if (cause.state === 'blocked' && !cause.blockers.some(isNews) && names.length === 0) return [];
    return names.length > 0 || waits(cause.name) ? [{ cause, waiting: names }] : [];
  });
}
