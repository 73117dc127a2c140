import { readdirSync, readlinkSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { setImmediate as breathe } from 'node:timers/promises';
import type { PortHolder } from '../../core/event.ts';

/** `st` of a socket that listens. */
const LISTEN = '0A';

/** Any address, 127.x and ::1, as the kernel writes them: words of 32 bits in hex, each with its lowest byte first. */
const LOCAL = /^(0{8}|[0-9A-F]{6}7F|0{32}|0{24}01000000|0{16}FFFF0000(0{8}|[0-9A-F]{6}7F))$/;

/** The holder of a port as Linux tells it. Rejects where there is no /proc/net/tcp. */
export async function holderByProc(port: number): Promise<PortHolder | null> {
  const [tcp, tcp6] = await Promise.all([
    readFile('/proc/net/tcp', 'latin1'),
    readFile('/proc/net/tcp6', 'latin1').catch(() => ''), // IPv6 may be turned off
  ]);
  const inodes = listeners(tcp + tcp6, port);
  if (inodes.length === 0) return null;
  const pid = await ownerOf(new Set(inodes.map((inode) => `socket:[${inode}]`)));
  return { pid, command: pid === null ? null : await commandOf(pid) };
}

/** Inodes of the sockets that listen on the port, from the text of /proc/net/tcp and tcp6. */
export function listeners(table: string, port: number): readonly string[] {
  const inodes: string[] = [];
  for (const line of table.split('\n')) {
    const [, local, , state, , , , , , inode] = line.trim().split(/\s+/);
    const [address, hexPort] = local?.split(':') ?? [];
    if (state === LISTEN && address && inode && Number.parseInt(hexPort ?? '', 16) === port && LOCAL.test(address)) {
      inodes.push(inode);
    }
  }
  return inodes;
}

/** The first process that has one of the sockets open; null when it belongs to somebody whose files we may not see. */
async function ownerOf(sockets: ReadonlySet<string>): Promise<number | null> {
  const pids = (await readdir('/proc')).map(Number).filter(Number.isInteger);
  for (const pid of pids.sort((a, b) => a - b)) {
    if (hasOpen(pid, sockets)) return pid;
    await breathe();
  }
  return null;
}

/** Without promises: a link is read in microseconds, and there may be ten thousands of them. */
function hasOpen(pid: number, sockets: ReadonlySet<string>): boolean {
  try {
    return readdirSync(`/proc/${pid}/fd`).some((fd) => {
      try {
        return sockets.has(readlinkSync(`/proc/${pid}/fd/${fd}`));
      } catch {
        return false; // closed since
      }
    });
  } catch {
    return false; // gone, or not ours
  }
}

async function commandOf(pid: number): Promise<string | null> {
  const cmdline = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
  return cmdline.split('\0').join(' ').trim() || null;
}
