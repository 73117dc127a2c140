import type { FrontSpec, ServiceSpec } from './service.ts';
import type { LiveRun, Service } from './state.ts';

/** The listening sockets that zdev holds for a service; undefined if it holds none. */
export function frontOf(spec: ServiceSpec): FrontSpec | undefined {
  return spec.kind === 'service' ? spec.front : undefined;
}

/** Whether, before its stop signal, a run must first answer its waiting connections while zdev holds new ones. */
export function mustDrain(service: Service, live: LiveRun): boolean {
  if (frontOf(service.spec) === undefined || live.purpose !== 'exec' || live.leaderExited) return false;
  // Before the spawn, nobody can be connected.
  return live.pid !== null && live.drain !== 'done';
}

/** Whether a service that sleeps until somebody connects may keep sleeping under this spec. */
export function maySleep(spec: ServiceSpec): boolean {
  const front = frontOf(spec);
  return front !== undefined && (front.onDemand || front.idleTimeoutMs > 0);
}

/** Whether the service waits for its first connection at the time when others start. */
export function isOnDemand(spec: ServiceSpec): boolean {
  return spec.kind === 'service' && spec.front?.onDemand === true && spec.status === 'start';
}
