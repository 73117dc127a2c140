import { setTimeout as pause } from 'node:timers/promises';
import { inspectPort } from '../../adapters/port/inspect.ts';
import type { PortHolder } from '../../core/port-holder.ts';
import { monotonicMs } from '../../monotonic.ts';
import type { PortInspector } from '../../runtime/ports.ts';
import { freeingInspector } from './free-port.ts';
import { type PortAsker, withOwner } from './port-owner.ts';

/**
 * Returns the port inspector of a session. It only inspects ports, or ends the holder if `free` says so. Loaded when a
 * service has a port.
 */
export function portInspector(how: {
  readonly free: (port: number) => boolean;
  readonly notice: (message: string) => void;
  readonly asker: PortAsker;
}): PortInspector {
  const patient = patientInspector(inspectPort);
  const freeing = freeingInspector(patient, how.notice);
  const named = (holder: PortHolder | null) => holder && withOwner(holder, how.asker);
  return async (port) => named(await (how.free(port) ? freeing(port) : patient(port)));
}

/**
 * A connection that got the port by chance is usually over after this time. Shorter than the core's wait for an answer.
 */
const QUIET_MS = 2000;
const PAUSE_MS = 200;

/** Returns an inspector that reports such a connection only if it holds the port for long. */
export function patientInspector(inspect: PortInspector): PortInspector {
  return async (port) => {
    const untilMs = monotonicMs() + QUIET_MS;
    let holder = await inspect(port);
    while (holder?.connection && monotonicMs() < untilMs) {
      await pause(PAUSE_MS, undefined, { ref: false });
      holder = await inspect(port);
    }
    return holder;
  };
}
