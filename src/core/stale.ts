import type { Event } from './event.ts';
import type { Service } from './state.ts';

/** An event of one service. */
export type ServiceEvent = Extract<Event, { name: string }>;

/**
 * Whether an event belongs to an older run of its service. Such events come late and must have no effect. This is the
 * only place that finds them, so handlers need not check again.
 */
export function isStale(service: Service, event: ServiceEvent): boolean {
  switch (event.type) {
    // Events of the service, not of a run.
    case 'files-changed':
    case 'connection-waiting':
    case 'connections-idle':
    case 'external-seen':
      return false;
    // An older run is no longer being diagnosed, and the service must record that.
    case 'diagnosed':
      return false;
    case 'spawned':
    case 'spawn-failed':
    case 'exited':
    case 'tree-gone':
      return !isOfTree(service, event.run);
    case 'drained':
    case 'stop-command-ended':
    case 'input-awaited':
    case 'suspended':
      return service.live?.run !== event.run;
    case 'probed':
    case 'probe-noted':
      return service.live?.run !== event.run || service.probing.attempt !== event.attempt;
    case 'mended':
      return service.runs !== event.run;
    case 'port-checked':
      return service.runs + 1 !== event.run;
    case 'timer-fired':
      return isStaleTimer(service, event);
    default:
      return event satisfies never;
  }
}

function isStaleTimer(service: Service, { timer, run }: Extract<Event, { type: 'timer-fired' }>): boolean {
  switch (timer) {
    case 'probe':
    case 'ready':
    case 'start-deadline':
      return service.live?.run !== run;
    case 'kill':
      return !isOfTree(service, run);
    case 'restart':
      return service.runs !== run;
    case 'port':
      return service.runs + 1 !== run;
    default:
      return timer satisfies never;
  }
}

/** A service can have two process trees: its run, and a background build. */
function isOfTree({ live, build }: Service, run: number): boolean {
  return live?.run === run || build?.run === run;
}
