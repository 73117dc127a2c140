import type { PortInspector } from '../../runtime/ports.ts';
import { system } from '../../system.ts';
import { accepts } from './connect.ts';
import { holderByLsof } from './lsof.ts';
import { holderByProc } from './proc.ts';

const UNKNOWN = { pid: null, command: null };

/**
 * Who listens on a TCP port of this machine, on a loopback address or on all. A free port costs a look into two small
 * files, or a refused connection; only a held one is worth the search for its process.
 */
export const inspectPort: PortInspector = async (port) => {
  try {
    if (system().platform === 'linux') return await holderByProc(port);
  } catch {
    // No /proc/net here: ask as elsewhere.
  }
  if (!(await accepts(port))) return null;
  return system().platform === 'darwin' ? await holderByLsof(port) : UNKNOWN;
};
