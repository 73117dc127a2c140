import type { Service, State } from '../state.ts';
import { type Cause, causesIn } from './cause.ts';
import { isNews } from './chain.ts';
import { problemsOf } from './problems.ts';

/** One thing that services wait for. */
export interface Holdup {
  /** The service at which the wait has its root. */
  readonly cause: Cause;
  /** The services that wait for it; none where it only keeps itself waiting. */
  readonly waiting: readonly string[];
}

/** Whether a service is on its way: wanted, and held back or not ready yet; or its end is waited for. */
export function isWaiting(service: Service): boolean {
  const { intent, phase, spec } = service;
  if (isStopping(service)) return true;
  return intent === 'up' && spec.kind !== 'target' && (phase.is === 'blocked' || phase.is === 'starting');
}

/** Whether it has been told to end, and has not. */
export function isStopping({ phase, spec }: Service): boolean {
  return phase.is === 'stopping' && phase.step !== 'waiting' && spec.kind !== 'target';
}

/** Who waits for what: one for each root cause, the worst first. Costs as much as there are services and dependencies. */
export function holdupsIn(state: Pick<State, 'services'>, nowMs: number): Holdup[] {
  const lookup = causesIn(state, nowMs);
  const waits = (name: string) => {
    const service = state.services.get(name);
    return service !== undefined && isWaiting(service);
  };
  return problemsOf(state.services.keys(), lookup).flatMap(({ cause, waiting }): Holdup[] => {
    const names = waiting.filter(waits);
    // A look at its own port is no reason.
    if (cause.state === 'blocked' && !cause.blockers.some(isNews) && names.length === 0) return [];
    return names.length > 0 || waits(cause.name) ? [{ cause, waiting: names }] : [];
  });
}
