import { lstatSync, unlinkSync } from 'node:fs';
import { connect, createServer, type Server, type Socket } from 'node:net';
import type { ListenAddress } from '../../core/service.ts';

/** How often to try an address that another process holds. */
const RETRY_MS = 500;

/** Listening sockets that stay open until they are closed. */
export interface Listeners {
  close(): void;
}

/**
 * Listens on all addresses, and keeps trying until it has them. A port without a host means both loopback addresses, if
 * the machine has both. Connections arrive paused: their data stays in the kernel.
 */
export function listenOn(options: {
  readonly addresses: readonly ListenAddress[];
  readonly connected: (socket: Socket) => void;
  readonly listening: () => void;
  /** Called once for each address that is not available at first. */
  readonly refused: (address: ListenAddress, message: string) => void;
}): Listeners {
  const sockets = options.addresses.flatMap(bothHosts);
  const open = new Set<Server>();
  const timers = new Set<NodeJS.Timeout>();
  let missing = sockets.length;
  let closed = false;
  for (const { address, optional } of sockets) listen(address, optional, true);
  return {
    close() {
      closed = true;
      for (const timer of timers) clearTimeout(timer);
      for (const server of open) server.close();
    },
  };

  function listen(address: ListenAddress, optional: boolean, first: boolean): void {
    const server = createServer({ pauseOnConnect: true, allowHalfOpen: true }, options.connected);
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (closed) return;
      // A machine without IPv6 has only one loopback address.
      if (optional && error.code !== 'EADDRINUSE') return settled();
      if (first) options.refused(address, error.code === 'EADDRINUSE' ? 'it is in use' : error.message);
      if ('path' in address) return void removeIfDead(address.path, () => again(address, optional));
      again(address, optional);
    });
    server.listen(
      'path' in address
        ? { path: address.path }
        : { host: address.host!, port: address.port, ipv6Only: true, backlog: 1024 },
      () => {
        if (closed) return void server.close();
        open.add(server);
        settled();
      },
    );
  }

  function again(address: ListenAddress, optional: boolean): void {
    if (closed) return;
    const timer = setTimeout(() => {
      timers.delete(timer);
      if (!closed) listen(address, optional, false);
    }, RETRY_MS);
    timers.add(timer);
  }

  function settled(): void {
    missing -= 1;
    if (missing === 0) options.listening();
  }
}

interface Wanted {
  readonly address: ListenAddress;
  /** Whether the address may be missing on this machine. */
  readonly optional: boolean;
}

function bothHosts(address: ListenAddress): Wanted[] {
  if ('path' in address || address.host !== null) return [{ address, optional: false }];
  const { port } = address;
  return [
    { address: { host: '127.0.0.1', port }, optional: false },
    { address: { host: '::1', port }, optional: true },
  ];
}

/** Removes a socket on which no process listens. Anything other than a socket stays. */
function removeIfDead(path: string, then: () => void): void {
  const client = connect(path);
  client.once('connect', () => {
    client.destroy();
    then();
  });
  client.once('error', (error: NodeJS.ErrnoException) => {
    try {
      if (error.code === 'ECONNREFUSED' && lstatSync(path).isSocket()) unlinkSync(path);
    } catch {
      // The file is already gone, or this process may not remove it.
    }
    then();
  });
}
