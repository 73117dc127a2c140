import { onStartRequested } from './commands.ts';
import type { Draft } from './draft.ts';
import { frontOf } from './drain.ts';
import type { Event } from './event.ts';
import { closure } from './graph.ts';
import { hasProcess } from './readiness.ts';
import { requestStop } from './restart.ts';
import type { Service } from './state.ts';

type Of<T extends Event['type']> = Extract<Event, { type: T }>;

/** Somebody has connected and waits. A sleeping service wakes, with all that it needs. */
export function onConnectionWaiting(draft: Draft, service: Service, _event: Of<'connection-waiting'>): void {
  const { name } = service.spec;
  if (!service.asleep || draft.shutdown) return;
  draft.update(name, { trigger: { type: 'connection' } });
  onStartRequested(draft, { type: 'start-requested', names: [name], withDependencies: true });
}

/**
 * Nobody was connected for the idle time. The service goes to sleep, unless something that runs requires it. A service
 * that is not ready yet has not been idle: the event belongs to an earlier run.
 */
export function onConnectionsIdle(draft: Draft, service: Service, _event: Of<'connections-idle'>): void {
  const { name } = service.spec;
  const front = frontOf(service.spec);
  const { phase } = service;
  if (!front?.idleTimeoutMs || phase.is !== 'running' || !phase.ready || isNeeded(draft, name)) return;
  draft.update(name, { intent: 'down', asleep: true });
  requestStop(draft, name, { type: 'idle' });
}

function isNeeded(draft: Draft, name: string): boolean {
  const above = closure([name], (other) => draft.graph.requiredBy.get(other) ?? []);
  return [...above].some((other) => {
    const dependent = draft.get(other);
    return dependent !== undefined && hasProcess(dependent);
  });
}

/** No connection of the run waits for an answer any more, or their time is over. Now the stop signal follows. */
export function onDrained(draft: Draft, { spec, live }: Service): void {
  if (live?.drain === 'asked') draft.update(spec.name, { live: { ...live, drain: 'done' } });
}
