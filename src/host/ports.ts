import { inspectPort } from '../adapters/port/inspect.ts';
import type { PortInspector } from '../runtime/ports.ts';
import { freeingInspector } from './free-port.ts';

/** How a session looks at ports: only looking, or, where `free` says so, ending who holds one. Loaded when a service has a port. */
export function portInspector(how: {
  readonly free: (port: number) => boolean;
  readonly notice: (message: string) => void;
}): PortInspector {
  const freeing = freeingInspector(inspectPort, how.notice);
  return (port) => (how.free(port) ? freeing(port) : inspectPort(port));
}
