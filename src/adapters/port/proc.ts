import { readFile } from 'node:fs/promises';
import type { PortHolder } from '../../core/port-holder.ts';
import { ownerOf } from './owners.ts';
import { isLocal, listeningSockets } from './sockets.ts';

/** The holder of a port as Linux tells it. Rejects where there is no /proc/net/tcp. */
export async function holderByProc(port: number): Promise<PortHolder | null> {
  const sockets = listeningSockets().filter((socket) => socket.port === port && isLocal(socket.address));
  return sockets.length === 0 ? null : holderOf(sockets.map(({ inode }) => inode));
}

/** Who has one of these sockets open. */
export async function holderOf(inodes: readonly string[]): Promise<PortHolder> {
  const pid = await ownerOf(new Set(inodes));
  return { pid, command: pid === null ? null : await commandOf(pid) };
}

async function commandOf(pid: number): Promise<string | null> {
  const cmdline = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
  return cmdline.split('\0').join(' ').trim() || null;
}
