import { Socket } from 'node:net';
import { createLineReader } from '../../rpc/lines.ts';
import { DETACH, type Ended, type OwnedReady, READY_FD } from './handshake.ts';

/** The process that a supervisor belongs to. */
export interface Owner {
  /** Says something, if he is still there. */
  tell(line: OwnedReady | Ended): void;
  /** Calls back when he has gone, in whatever way, without having detached; at once if that was so already. */
  onGone(callback: () => void): void;
}

/** Far more than an owner says. */
const MAX_LINE_BYTES = 1024;

/** Opens the way to the owner. To be called once. */
export function openOwner(): Owner {
  const socket = new Socket({ fd: READY_FD, readable: true, writable: true });
  let detached = false;
  const reader = createLineReader({
    maxBytes: MAX_LINE_BYTES,
    onLine(line) {
      if (line.toString() === DETACH) detached = true;
    },
  });
  socket.on('data', (chunk) => void reader.write(chunk));
  socket.on('error', () => {}); // 'close' follows
  const closed = new Promise<void>((resolve) => {
    socket.once('close', () => resolve());
  });
  return {
    tell(line) {
      if (socket.writable) socket.write(`${JSON.stringify(line)}\n`);
    },
    onGone(callback) {
      void closed.then(() => {
        if (!detached) callback();
      });
    },
  };
}
