import { isLocal, listeningSockets } from '../../adapters/port/sockets.ts';
import type { Leases, PortLeaser } from '../../config/leaser.ts';
import { openUserDir } from '../../files/user-dir.ts';
import { findSupervisor } from '../find-supervisor.ts';
import { changeLeases, isInRange, ownLeases, readLeases } from './lease-file.ts';

/**
 * Leases ports from the user's list: a key of a checkout keeps its port, unless another process listens on it. If
 * nothing changes, this only reads two small files.
 */
export const leasePorts: PortLeaser = async (request) => {
  const userDir = openUserDir();
  if (userDir === null) {
    const hint = 'let zdev write to ~/.local/state, or set XDG_STATE_HOME to a directory of yours';
    return { ok: false, message: 'no place to store which project has which port', hint };
  }
  const isInUse = await portsInUse();
  const had = ownLeases(readLeases(userDir), request);
  let ownRuns: boolean | undefined;
  const isFine = (port: number | undefined) => {
    if (port === undefined || !isInRange(port, request)) return false;
    if (!isInUse(port)) return true;
    // If the project's own supervisor runs, its ports are in use for that reason.
    ownRuns ??= findSupervisor(request.dir, undefined, request.beside).holder !== null;
    return ownRuns;
  };
  if (request.wanted.every((key) => isFine(had.get(key)))) {
    const ports = new Map(request.wanted.map((key) => [key, had.get(key)!] as const));
    return { ok: true, ports, moved: [] };
  }
  const { leaseAnew } = await import('./lease-anew.ts');
  try {
    let outcome: Leases | undefined;
    await changeLeases(userDir, async (leases) => {
      const result = await leaseAnew({ leases, request, isInUse });
      outcome = result.outcome;
      return result.leases;
    });
    return outcome!;
  } catch (error) {
    const message = `cannot lease a port: ${(error as Error).message}`;
    return { ok: false, message, hint: `check whether ${userDir} is writable` };
  }
};

/**
 * Returns a function that says whether a process listens on a port now. Without /proc (macOS), single ports are checked
 * later.
 */
async function portsInUse(): Promise<(port: number) => boolean> {
  try {
    const ports = new Set(
      listeningSockets()
        .filter(({ address }) => isLocal(address))
        .map(({ port }) => port),
    );
    return (port) => ports.has(port);
  } catch {
    return () => false;
  }
}
