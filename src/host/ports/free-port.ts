import { isForwarder, type PortHolder } from '../../core/port-holder.ts';
import type { PortInspector } from '../../runtime/ports.ts';

/** The number of checks that a holder gets to end after SIGTERM, before SIGKILL. The core checks twice a second. */
const PATIENCE_LOOKS = 6;

/**
 * Returns an inspector that ends the holder of a port, for `--free-ports`: the user asked for that. It never signals
 * this process, its ancestors, or process 1. The port counts as held until it is free.
 */
export function freeingInspector(inspect: PortInspector, notice: (message: string) => void): PortInspector {
  const looks = new Map<number, number>();
  return async (port) => {
    const holder = await inspect(port);
    if (!holder || holder.pid === null || isOurOwn(holder.pid)) return holder;
    // The connection of a process that has nothing to do with the service.
    if (holder.connection) return holder;
    // Otherwise the container would stay, but nobody could reach it.
    if (holder.command && isForwarder(holder.command)) return holder;
    const count = (looks.get(holder.pid) ?? 0) + 1;
    looks.set(holder.pid, count);
    if (count === 1) notice(`port ${port}: ending pid ${holder.pid}${commandOf(holder)}, which holds it`);
    if (count === 1 || count === PATIENCE_LOOKS) end(holder.pid, count === 1 ? 'SIGTERM' : 'SIGKILL', notice);
    return holder;
  };
}

function isOurOwn(pid: number): boolean {
  return pid <= 1 || pid === process.pid || pid === process.ppid;
}

function commandOf({ command }: PortHolder): string {
  return command ? ` (${command})` : '';
}

function end(pid: number, signal: NodeJS.Signals, notice: (message: string) => void): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'ESRCH') notice(`cannot end pid ${pid}: ${code === 'EPERM' ? 'it belongs to another user' : code}`);
  }
}
