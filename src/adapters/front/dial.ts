import { connect, type Socket } from 'node:net';
import type { ListenAddress } from '../../core/service.ts';

/**
 * On this machine, a connection is accepted or refused at once, unless the queue of the listening program is full. Then
 * the system drops it and tries again seconds later. An attempt that takes longer than this is given up.
 */
const TAKEN_MS = 100;

/** Makes one attempt to connect, and says whether the connection was accepted. If not, the socket is closed. */
export function dial(address: ListenAddress, settled: (taken: boolean) => void): Socket {
  const socket = connect({
    ...('path' in address ? { path: address.path } : { host: address.host!, port: address.port }),
    allowHalfOpen: true,
  });
  // A busy event loop may still have to process the connection.
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
