import type { Socket } from 'node:net';
import { createConnection } from './connection.ts';
import type { Control } from './control.ts';
import { answerText } from './envelope.ts';
import { CODES, RpcError } from './errors.ts';
import { createLineReader } from './line-reader.ts';

/** The longest request. */
const MAX_REQUEST_BYTES = 8 * 1024 * 1024;
/** With this much unread, nothing more is read from a client, and subscriptions wait. */
const BEHIND_BYTES = 1024 * 1024;
/** With this much unread, a client is disconnected. Only terminal output, which cannot wait, reaches that. */
const LOST_BYTES = 16 * 1024 * 1024;
/** How long a client that sent too much may stay connected, so that it can read the reason. */
const REFUSAL_MS = 5000;

/**
 * Speaks the protocol with one client. Whatever the client does, this never throws and never exceeds the limits above.
 */
export function serveSocket(control: Control, socket: Socket): void {
  let refused = false;
  const connection = createConnection(control, {
    send(line, bytes = []) {
      if (socket.writableLength > LOST_BYTES) socket.destroy();
      else if (socket.writable) {
        socket.cork();
        socket.write(`${line}\n`);
        for (const piece of bytes) socket.write(piece);
        socket.uncork();
      }
    },
    behind: () => !socket.writable || socket.writableLength > BEHIND_BYTES,
    resume: () => void socket.resume(),
  });
  const reader = createLineReader({
    maxBytes: MAX_REQUEST_BYTES,
    onLine: (line) => {
      if (!connection.receive(line)) socket.pause();
    },
  });
  socket.on('data', (chunk) => {
    if (refused || reader.write(chunk)) return;
    refused = true;
    refuse(socket);
  });
  socket.on('drain', () => connection.caughtUp());
  // A client may disconnect at any time, even during a write. `close` follows.
  socket.on('error', () => {});
  socket.once('close', () => connection.close());
}

function refuse(socket: Socket): void {
  const error = new RpcError(CODES.invalidRequest, `a request of more than ${MAX_REQUEST_BYTES / 1024 / 1024} MB`);
  socket.end(`${answerText(0, error)}\n`);
  socket.resume();
  const timer = setTimeout(() => socket.destroy(), REFUSAL_MS);
  timer.unref();
  socket.once('close', () => clearTimeout(timer));
}
