import { connect, type Socket } from 'node:net';
import type { ListenAddress } from '../../core/service.ts';

/**
 * On this machine, a connection is taken or refused at once, unless the queue of the program that listens is full: then the
 * system drops it, and tries again after seconds. An attempt of ours that takes longer than this is given up.
 */
const TAKEN_MS = 100;

/** One attempt to connect. Tells whether the connection was taken; after a no, the socket is gone. */
export function dial(address: ListenAddress, settled: (taken: boolean) => void): Socket {
  const socket = connect({
    ...('path' in address ? { path: address.path } : { host: address.host!, port: address.port }),
    allowHalfOpen: true,
  });
  // A loop that was busy may have to hear of the connection yet.
  const timer = setTimeout(() => setImmediate(giveUp), TAKEN_MS);
  socket.once('connect', taken).once('error', failed);
  socket.once('close', () => clearTimeout(timer));
  return socket;

  function taken(): void {
    clearTimeout(timer);
    socket.off('error', failed);
    settled(true);
  }
  function failed(): void {
    settled(false);
  }
  function giveUp(): void {
    if (!socket.connecting || socket.destroyed) return;
    socket.destroy();
    settled(false);
  }
}
