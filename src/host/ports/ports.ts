import { inspectPort } from '../../adapters/port/inspect.ts';
import type { PortHolder } from '../../core/port-holder.ts';
import type { PortInspector } from '../../runtime/ports.ts';
import { freeingInspector } from './free-port.ts';
import { patientInspector } from './patient-inspector.ts';
import { type PortAsker, withOwner } from './port-owner.ts';

/** How a session looks at ports: only looking, or, where `free` says so, ending who holds one. Loaded when a service has a port. */
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
