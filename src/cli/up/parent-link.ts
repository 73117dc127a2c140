import { Socket } from 'node:net';
import { createLineReader } from '../../rpc/line-reader.ts';
import { type ChildReady, DETACH, type Ended, READY_FD } from './handshake.ts';

/** The process that a supervisor belongs to. */
export interface ParentLink {
  /** Sends a message if the owner is still there. */
  tell(line: ChildReady | Ended): void;
  /**
   * Calls back when the owner has ended without detaching, for any reason. Calls back at once if it has ended already.
   */
  onGone(callback: () => void): void;
}

/** Longer than any message of an owner. */
const MAX_LINE_BYTES = 1024;

/** Opens the connection to the owner. Must be called only once. */
export function openParentLink(): ParentLink {
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
