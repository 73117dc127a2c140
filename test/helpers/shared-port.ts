import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';

/** Listens on 127.0.0.1, as one of several who share the port. */
export async function listenShared(port: number, server: Server = createServer()): Promise<Server> {
  server.listen({ host: '127.0.0.1', port, reusePort: true } as { port: number });
  await once(server, 'listening');
  return server;
}

/** Whether this Node can share a port on this system. */
export async function canSharePort(): Promise<boolean> {
  if (process.platform !== 'linux') return false;
  const first = await listenShared(0);
  try {
    const second = await listenShared((first.address() as { port: number }).port);
    second.close();
    return true;
  } catch {
    return false;
  } finally {
    first.close();
  }
}

/** How many listen on the IPv6 form of 127.0.0.1, and so get connections only while nobody listens on that. */
export function standbysOn(port: number): number {
  const address = `0000000000000000FFFF00000100007F:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  const LISTENS = '0A';
  return readFileSync('/proc/net/tcp6', 'latin1')
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .filter(([, local, , state]) => local === address && state === LISTENS).length;
}
