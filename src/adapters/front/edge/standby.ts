import type { Server, Socket } from 'node:net';
import { dial } from '../dial.ts';
import { pump } from '../pump.ts';
import { listen } from './listen.ts';

/** The address that browsers connect to. */
export const HOST = '127.0.0.1';
/**
 * The IPv6 form of the same address. Linux passes a connection to a listener on it only while nothing listens on
 * `HOST`.
 */
const MAPPED = `::ffff:${HOST}`;

/** Listens on the port while nobody has the seat. */
export interface Standby {
  /** Nobody has the seat: connections wait. */
  wait(): void;
  /** Another process has the seat: connections go there. */
  follow(): void;
  /** This process has the seat. */
  serve(): void;
  close(): void;
}

/**
 * Creates a standby; only for a port that can be shared. It begins to listen when there is a holder to follow. `serve`
 * gets each connection paused.
 */
export function createStandby(port: number, serve: (client: Socket) => void): Standby {
  let server: Server | null = null;
  let way: ((client: Socket) => void) | null = null;
  const waiting = new Set<Socket>();
  const passed = new Set<Socket>();
  return {
    wait() {
      way = null;
    },
    follow() {
      open();
      go(pass);
    },
    serve: () => go(serve),
    close() {
      server?.close();
      for (const client of [...waiting, ...passed]) client.destroy();
    },
  };

  function open(): void {
    if (server !== null) return;
    server = listen({ host: MAPPED, port, shared: true }, arrived, (code) => {
      // The holder of the port does not share it. The next one may.
      if (code !== null) server = null;
    });
  }

  function arrived(client: Socket): void {
    client.on('error', () => {});
    if (way) way(client);
    else waiting.add(client);
  }

  function go(to: (client: Socket) => void): void {
    way = to;
    for (const client of waiting) to(client);
    waiting.clear();
  }

  function pass(client: Socket): void {
    passed.add(client);
    client.once('close', () => passed.delete(client));
    const holder = dial({ host: HOST, port }, (taken) => {
      if (!taken) return void client.destroy();
      if (client.destroyed) return void holder.destroy();
      pump(client, holder, { fromClient: () => {}, fromBackend: () => {} });
    });
  }
}
