import type { Server, Socket } from 'node:net';
import { dial } from '../dial.ts';
import { pump } from '../pump.ts';
import { listen } from './listen.ts';

/** The address that browsers connect to. */
export const HOST = '127.0.0.1';
/** The IPv6 form of the same address. Linux passes a connection to a listener on it only while nobody listens on `HOST`. */
const MAPPED = `::ffff:${HOST}`;

/** Listens on the port for the moment in which nobody has the seat. */
export interface Standby {
  /** Nobody has the seat: connections wait. */
  wait(): void;
  /** Another process has it: connections go there. */
  follow(): void;
  /** This process has it. */
  serve(): void;
  close(): void;
}

/** Only where the port can be shared. Begins to listen when there is somebody to follow. `serve` takes a connection, paused. */
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
      // Who has the port does not share it. The next one may.
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
