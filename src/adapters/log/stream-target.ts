import type { Socket } from 'node:net';
import type { Target, TargetEvents } from './target.ts';

/**
 * Writes to a pipe, a socket or a terminal without ever blocking the event loop, even if the reader is slow or stuck.
 * Loads its modules only here, because output to a file does not need them.
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
    // Undocumented. Node itself uses this to see whether a slow connection still moves.
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

/** Node's writes to terminals block: a frozen ssh or Ctrl-S would stop the supervisor, and Ctrl-C with it. */
function openTerminal(fd: number): Socket {
  const { WriteStream } = process.getBuiltinModule('node:tty');
  const stream = new WriteStream(fd);
  (stream as { _handle?: { setBlocking?(blocking: boolean): void } })._handle?.setBlocking?.(false);
  return stream;
}
