import type { PortInspector } from '../../runtime/ports.ts';
import { system } from '../../system.ts';
import { accepts } from './connect.ts';
import { holderByLsof } from './lsof.ts';
import { holderByProc } from './proc.ts';

const UNKNOWN = { pid: null, command: null };

/**
 * Finds the listener on a TCP port of this machine, on a loopback address or on all addresses. A free port costs two
 * small reads or a refused connection. zdev searches for the process only if the port is held.
 */
export const inspectPort: PortInspector = async (port) => {
  try {
    if (system().platform === 'linux') return await holderByProc(port);
  } catch {
    // No /proc/net here: continue as on other systems.
  }
  if (!(await accepts(port))) return null;
  return system().platform === 'darwin' ? await holderByLsof(port) : UNKNOWN;
};
