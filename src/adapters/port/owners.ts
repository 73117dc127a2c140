import { readdirSync, readlinkSync } from 'node:fs';
import { setImmediate as breathe } from 'node:timers/promises';

/** The open sockets of these processes, by inode, each with a process that has it. */
export function socketsOf(pids: Iterable<number>): ReadonlyMap<string, number> {
  const owners = new Map<string, number>();
  for (const pid of pids) {
    for (const inode of openSockets(pid)) if (!owners.has(inode)) owners.set(inode, pid);
  }
  return owners;
}

/** The first process of this machine that has one of the sockets open; null if this user may not see it. */
export async function ownerOf(inodes: ReadonlySet<string>): Promise<number | null> {
  const pids = readdirSync('/proc').map(Number).filter(Number.isInteger);
  for (const pid of pids.sort((a, b) => a - b)) {
    if (openSockets(pid).some((inode) => inodes.has(inode))) return pid;
    await breathe();
  }
  return null;
}

/** Synchronous: a link is read in microseconds, and there may be tens of thousands. */
function openSockets(pid: number): string[] {
  try {
    return readdirSync(`/proc/${pid}/fd`).flatMap((fd) => {
      try {
        const [, inode] = /^socket:\[(\d+)\]$/.exec(readlinkSync(`/proc/${pid}/fd/${fd}`)) ?? [];
        return inode === undefined ? [] : [inode];
      } catch {
        return []; // closed since
      }
    });
  } catch {
    return []; // gone, or of another user
  }
}
