import type { Socket } from 'node:net';

/** Called with the number of bytes that go through a connection. */
export interface Traffic {
  readonly fromClient: (bytes: number) => void;
  readonly fromBackend: (bytes: number) => void;
}

/**
 * Passes bytes both ways between two sockets that may be half open. Each side reads no faster than the other takes. An
 * end is passed on as an end, and a reset as a reset. Returns a function that stops this and leaves unread bytes in the
 * sockets.
 */
export function pump(client: Socket, backend: Socket, traffic: Traffic): () => void {
  const stops = [passOn(client, backend, traffic.fromClient), passOn(backend, client, traffic.fromBackend)];
  client.resume();
  return () => {
    client.pause();
    for (const stop of stops) stop();
  };
}

function passOn(from: Socket, to: Socket, count: (bytes: number) => void): () => void {
  const go = () => from.resume();
  const listeners = {
    data(chunk: Buffer) {
      count(chunk.length);
      if (to.write(chunk)) return;
      from.pause();
      to.once('drain', go);
    },
    end: () => to.end(),
    error: () => reset(to),
    close(hadError: boolean) {
      if (hadError) reset(to);
      else if (!from.readableEnded) to.destroy();
    },
  };
  const all = Object.entries(listeners) as [string, (...args: never[]) => void][];
  for (const [event, listener] of all) from.on(event, listener as () => void);
  return () => {
    for (const [event, listener] of all) from.off(event, listener as () => void);
    to.off('drain', go);
  };
}

/**
 * Closes a socket so that the other end sees a reset, if the kind of socket has one. Node cannot reset a socket while
 * its end is being sent: it would keep the descriptor, and its thread could never end. In that case the other end sees
 * an ordinary end.
 */
export function reset(socket: Socket): void {
  if (socket.destroyed) return;
  const isShuttingDown = socket.writableEnded && !socket.writableFinished && socket.writableLength === 0;
  if (isShuttingDown) return void socket.destroy();
  try {
    socket.resetAndDestroy();
  } catch {
    socket.destroy(); // a Unix socket has no reset
  }
}
