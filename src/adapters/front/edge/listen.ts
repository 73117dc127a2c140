import { type AddressInfo, createServer, type ListenOptions, type Server, type Socket } from 'node:net';
import { system } from '../../../system.ts';

/** A loopback address with a port. */
export interface LoopbackAddress {
  readonly host: string;
  readonly port: number;
  /** Whether other processes of the user may listen there too, if Node and the system can do that. */
  readonly shared?: boolean;
}

/** Listens at a place. Calls back with null or with the error code. Connections arrive paused. */
export function listen(
  { host, port, shared = false }: LoopbackAddress,
  connected: (socket: Socket) => void,
  done: (code: string | null, server: Server) => void,
): Server {
  const server = createServer({ pauseOnConnect: true, allowHalfOpen: true }, connected);
  server.once('error', (error: NodeJS.ErrnoException) => done(error.code ?? error.message, server));
  const isMapped = host.startsWith('::ffff:');
  const place: ListenOptions & { reusePort: boolean } = { host, port, reusePort: shared, ipv6Only: !isMapped };
  return server.listen({ ...place, backlog: 1024 }, () => done(null, server));
}

/**
 * Tests whether a port can be shared here. Node 20 ignores the option, so its second server is refused. Only Linux
 * prefers one of several listeners on a shared port, as `standby.ts` needs it.
 */
export function canShare(): Promise<boolean> {
  if (system().platform !== 'linux') return Promise.resolve(false);
  const place = { host: '127.0.0.1', port: 0, shared: true };
  return new Promise((resolve) => {
    const drop = (socket: Socket) => socket.destroy();
    listen(place, drop, (code, first) => {
      if (code !== null) return resolve(false);
      const { port } = first.address() as AddressInfo;
      listen({ ...place, port }, drop, (refused, second) => {
        first.close();
        second.close();
        resolve(refused === null);
      });
    });
  });
}
