import { setTimeout as pause } from 'node:timers/promises';
import { monotonicMs } from '../../monotonic.ts';
import type { PortInspector } from '../../runtime/ports.ts';

/** A connection that was given the port by chance is mostly over by then. Less than the core waits for an answer. */
const QUIET_MS = 2000;
const PAUSE_MS = 200;

/** An inspector that tells of a connection that has the port by chance only if it has it for long. */
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
