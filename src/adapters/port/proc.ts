import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { PortHolder } from '../../core/port-holder.ts';
import { ownerOf } from './owners.ts';
import { connectionsOn, isLocal, parseSockets, socketTable } from './sockets.ts';

/** The holder of a port on Linux. Rejects if there is no /proc/net/tcp. */
export async function holderByProc(port: number): Promise<PortHolder | null> {
  const table = socketTable();
  const sockets = parseSockets(table).filter((socket) => socket.port === port && isLocal(socket.address));
  return sockets.length === 0 ? heldByChance(port, table) : holderOf(sockets.map(({ inode }) => inode));
}

/** The holder of a connection that got the port by chance and keeps others from listening there. */
async function heldByChance(port: number, table: string): Promise<PortHolder | null> {
  const ends = connectionsOn(port, table);
  if (ends.length === 0 || !isEphemeral(port)) return null;
  // The system lets a service listen beside its own earlier connections. Only a try shows whether the connections
  // belong to others.
  const addresses = new Set(ends.map(({ address }) => address));
  const free = await Promise.all([...addresses].map((address) => canListen(address, port)));
  if (!free.includes(false)) return null;
  return {
    ...(await holderOf(ends.map(({ inode }) => inode).filter((inode) => inode !== NO_INODE))),
    connection: true,
  };
}

/** The inode of a connection that no process has open any more. */
const NO_INODE = '0';

/** Whether the system gives this port to connections. */
function isEphemeral(port: number): boolean {
  const [from = 0, to = 0] = readFileSync('/proc/sys/net/ipv4/ip_local_port_range', 'utf8').split(/\s+/).map(Number);
  return port >= from && port <= to;
}

function canListen(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer((socket) => socket.destroy());
    server.once('error', (error: NodeJS.ErrnoException) => resolve(error.code !== 'EADDRINUSE'));
    server.listen({ host, port, ipv6Only: true }, () => server.close(() => resolve(true)));
  });
}

/** The process that has one of these sockets open. */
export async function holderOf(inodes: readonly string[]): Promise<PortHolder> {
  const pid = inodes.length === 0 ? null : await ownerOf(new Set(inodes));
  return { pid, command: pid === null ? null : await commandOf(pid) };
}

async function commandOf(pid: number): Promise<string | null> {
  const cmdline = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
  return cmdline.split('\0').join(' ').trim() || null;
}
