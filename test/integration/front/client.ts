import { connect } from 'node:net';
import { onTestFinished } from 'vitest';

/** A connection to a port or a Unix socket, and what has become of it. The test closes it at its end. */
export function client(port: number | string, host = '127.0.0.1') {
  const socket = typeof port === 'string' ? connect(port) : connect({ port, host, allowHalfOpen: true });
  onTestFinished(() => void socket.destroy());
  const seen = { text: '', ended: false, error: '', closed: false };
  socket.on('data', (data) => {
    seen.text += data.toString('latin1');
  });
  socket.on('end', () => {
    seen.ended = true;
  });
  socket.on('error', (error: NodeJS.ErrnoException) => {
    seen.error = error.code ?? '';
  });
  socket.on('close', () => {
    seen.closed = true;
  });
  return { socket, seen };
}
