import { unlinkSync } from 'node:fs';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { inodeOf } from '../files/inode.ts';
import type { Control } from './control.ts';
import { serveSocket } from './serve-socket.ts';

/** A socket that speaks the protocol. */
export interface RpcServer {
  readonly path: string;
  /** The number of clients. */
  connections(): number;
  /** Whether new clients find this socket: it was not deleted or replaced. */
  isThere(): boolean;
  /** Listens again after the socket was deleted. Connected clients stay. Rejects as `serve` does. */
  restore(): Promise<void>;
  /** Accepts no more clients. Connected clients get their pending answers, and are closed. Removes the socket. */
  close(): Promise<void>;
}

/** How long a client may take to read its last answers when the server closes. */
const LAST_WORDS_MS = 1000;

/**
 * Speaks the protocol on a Unix socket that only this user can open. Replaces the socket of a dead server, but never
 * that of a live one: then it rejects with `EADDRINUSE`. The directory must exist, and only this user may access it.
 */
export async function serve({ control, path }: { control: Control; path: string }): Promise<RpcServer> {
  const sockets = new Set<Socket>();
  const open = async () => {
    const server = createServer((socket) => {
      sockets.add(socket);
      socket.once('close', () => sockets.delete(socket));
      serveSocket(control, socket);
    });
    await listen(server, path);
    // If a connection cannot be accepted for lack of descriptors, only that client fails.
    server.on('error', () => {});
    return server;
  };
  let server = await open();
  let inode = inodeOf(path);
  return {
    path,
    connections: () => sockets.size,
    isThere: () => inodeOf(path) === inode,
    async restore() {
      // Closing removes the file of that name, so it must come first. It does not disconnect clients.
      server.close();
      server = await open();
      inode = inodeOf(path);
    },
    close: () =>
      new Promise((resolve) => {
        const timer = setTimeout(() => {
          for (const socket of sockets) socket.destroy();
        }, LAST_WORDS_MS);
        const done = () => {
          if (server.listening || sockets.size > 0) return;
          clearTimeout(timer);
          resolve();
        };
        for (const socket of sockets) socket.once('close', () => setImmediate(done));
        server.close(() => setImmediate(done));
        for (const socket of sockets) socket.destroySoon();
        setImmediate(done);
      }),
  };
}

async function listen(server: Server, path: string): Promise<void> {
  try {
    await bind(server, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE' || (await isServed(path))) throw error;
    unlinkSync(path);
    await bind(server, path);
  }
}

/** `listen` creates the socket with this umask, so it is never open to others, even for a moment. */
function bind(server: Server, path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const failed = (error: Error) => reject(error);
    server.once('error', failed);
    const umask = process.umask(0o177);
    try {
      server.listen(path, () => {
        server.off('error', failed);
        resolve();
      });
    } finally {
      process.umask(umask);
    }
  });
}

/** Whether a process listens on a socket. False for a missing file, and for a leftover socket. */
function isServed(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(path);
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', (error: NodeJS.ErrnoException) => {
      resolve(!['ECONNREFUSED', 'ENOENT', 'ENOTSOCK'].includes(error.code ?? ''));
    });
  });
}
