import type { Socket } from 'node:net';
import type { Target, TargetEvents } from './target.ts';

/**
 * Writes to a pipe, a socket or a terminal, whose reader may be slow or stuck, without ever blocking the event loop.
 * The modules behind it are loaded only here: with the output in a file, none is needed.
 */
export function streamTarget(options: { fd: number; terminal: boolean; events: TargetEvents }): Target {
  const { fd, terminal, events } = options;
  const stream = terminal ? openTerminal(fd) : openPipe(fd);
  stream.on('error', events.failed);
  return {
    write(bytes, done) {
      stream.write(bytes, (error) => {
        if (!error) done();
      });
    },
    // What Node itself looks at to see whether a slow connection still moves. It is not in its documentation.
    left: () =>
      (stream as { _handle?: { writeQueueSize?: number } })._handle?.writeQueueSize ?? Number.POSITIVE_INFINITY,
    abandon() {
      stream.destroy();
    },
  };
}

function openPipe(fd: number): Socket {
  const { Socket } = process.getBuiltinModule('node:net');
  return new Socket({ fd, readable: false, writable: true });
}

/** Node writes to terminals blocking: a frozen ssh or Ctrl-S would stop the supervisor, and Ctrl-C with it. */
function openTerminal(fd: number): Socket {
  const { WriteStream } = process.getBuiltinModule('node:tty');
  const stream = new WriteStream(fd);
  (stream as { _handle?: { setBlocking?(blocking: boolean): void } })._handle?.setBlocking?.(false);
  return stream;
}
