import type { FrontSpec, ServiceSpec } from './service.ts';
import type { LiveRun, Service } from './state.ts';

/** The listening sockets that zdev holds for a service; undefined where it holds none. */
export function frontOf(spec: ServiceSpec): FrontSpec | undefined {
  return spec.kind === 'service' ? spec.front : undefined;
}

/** Whether its connections are to be held, and those that wait for an answer to get it, before this run is told to stop. */
export function mustDrain(service: Service, live: LiveRun): boolean {
  if (frontOf(service.spec) === undefined || live.purpose !== 'exec' || live.leaderExited) return false;
  // Nobody is connected to what is not there yet.
  return live.pid !== null && live.drain !== 'done';
}

/** Whether what sleeps until somebody connects may go on with that under this spec. */
export function maySleep(spec: ServiceSpec): boolean {
  const front = frontOf(spec);
  return front !== undefined && (front.onDemand || front.idleTimeoutMs > 0);
}

/** It waits for its first connection, where others are started. */
export function isOnDemand(spec: ServiceSpec): boolean {
  return spec.kind === 'service' && spec.front?.onDemand === true && spec.status === 'start';
}
