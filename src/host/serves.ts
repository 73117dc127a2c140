import { frontOf } from '../core/drain.ts';
import type { Service } from '../core/state.ts';

/** Whether what a service runs now may get connections. */
export function serves(service: Service | undefined): boolean {
  if (!service) return false;
  const { phase, stopRequested, live } = service;
  return phase.is === 'running' && phase.ready && !stopRequested && live !== null && !live.leaderExited;
}

/** Whether it has just gone to sleep: who waited for it before has woken nobody. */
export function fallsAsleep(service: Service | undefined, before: Service | undefined): boolean {
  return service?.asleep === true && before?.asleep !== true;
}

/** Whether connections to the port that others know get anywhere: a front before it wakes a service that sleeps. */
export function takesConnections(service: Service | undefined): boolean {
  return serves(service) || (service?.asleep === true && frontOf(service.spec) !== undefined);
}
