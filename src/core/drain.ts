import type { FrontSpec, ServiceSpec } from './service.ts';
import type { LiveRun, Service } from './state.ts';

/** The listening sockets that zdev holds for a service; undefined where it holds none. */
export function frontOf(spec: ServiceSpec): FrontSpec | undefined {
  return spec.kind === 'service' ? spec.front : undefined;
}

/** Whether its connections are to be held, and those that wait for an answer to get it, before this run is told to stop. */
export function mustDrain(service: Service, live: LiveRun): boolean {
  return frontOf(service.spec) !== undefined && live.purpose === 'exec' && !live.leaderExited && live.drain !== 'done';
}

/** It waits for its first connection, where others are started. */
export function isOnDemand(spec: ServiceSpec): boolean {
  return spec.kind === 'service' && spec.front?.onDemand === true && spec.status === 'start';
}
