import { frontOf } from '../../core/drain.ts';
import type { Service } from '../../core/state.ts';

/** Whether the present run of a service accepts connections. */
export function serves(service: Service | undefined): boolean {
  if (!service) return false;
  const { phase, stopRequested, live } = service;
  return phase.is === 'running' && phase.ready && !stopRequested && live !== null && !live.leaderExited;
}

/** Whether the service has just gone to sleep. Connections that waited before then have not woken it. */
export function fallsAsleep(service: Service | undefined, before: Service | undefined): boolean {
  return service?.asleep === true && before?.asleep !== true;
}

/** Whether connections to the public port of a service succeed: a front wakes a service that sleeps. */
export function takesConnections(service: Service | undefined): boolean {
  return serves(service) || (service?.asleep === true && frontOf(service.spec) !== undefined);
}
