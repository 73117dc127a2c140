import { inspectPort } from '../adapters/port/inspect.ts';
import type { PortInspector } from '../runtime/ports.ts';
import { freeingInspector } from './free-port.ts';

/** How a session looks at ports: only looking, or, with `free`, ending who holds them. Loaded when a service has a port. */
export function portInspector(how: {
  readonly free: boolean;
  readonly notice: (message: string) => void;
}): PortInspector {
  return how.free ? freeingInspector(inspectPort, how.notice) : inspectPort;
}
