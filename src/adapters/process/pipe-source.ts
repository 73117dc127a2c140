import { readSync } from 'node:fs';
import { type OnReadOpts, Socket, type SocketConstructorOpts } from 'node:net';
import type { Readable } from 'node:stream';
import { floodOn, PIPE } from './flood.ts';
import type { Source, SourceEvents } from './output.ts';

/**
 * Shared by all runs: a chunk is passed on before the next is read. As large as a pipe, so that one read empties it.
 */
const buffer = Buffer.allocUnsafeSlow(65_536);

/** A non-blocking pipe that this process reads and owns. It is closed at the end. */
export function fifoSource(fd: number, { push, ended }: SourceEvents): Source {
  let held = false;
  // Node's types allow `onread` only for connections.
  const options: SocketConstructorOpts & { onread: OnReadOpts } = {
    fd,
    readable: true,
    writable: false,
    onread: {
      buffer,
      callback(bytes) {
        const takes = take(buffer.subarray(0, bytes));
        if (takes) flood?.saw(bytes);
        return takes;
      },
    },
  };
  const socket = new Socket(options);
  const flood = floodOn(socket, fd, { limits: PIPE, push: take });
  socket.on('error', () => {}); // 'close' follows
  socket.on('close', ended);

  function take(chunk: Buffer): boolean {
    if (!push(chunk)) hold();
    return !held;
  }

  function hold(): void {
    held = true;
    flood?.end();
    socket.pause();
  }

  /**
   * Reads the present content of the pipe directly. An empty pipe ends it too, not only a closed one: a process that
   * still holds the other end has dropped its marker, and zdev cannot wait for it.
   */
  function rest(): void {
    if (socket.destroyed) return ended();
    hold();
    for (;;) {
      const bytes = readNow(fd);
      if (bytes === 0) break;
      if (!push(buffer.subarray(0, bytes))) return;
    }
    socket.destroy();
    ended();
  }

  function resume(): void {
    held = false;
    socket.resume();
  }

  return { resume, hold, rest, typed: () => flood?.end() };
}

/** 0 if there is nothing, for now or for ever. */
function readNow(fd: number): number {
  try {
    return readSync(fd, buffer, 0, buffer.length, null);
  } catch {
    return 0;
  }
}

/** How long to wait for bytes in transit through a stream once no writer is left. */
const QUIET_MS = 200;

/** Any stream of Node's: the fallback if there are no named pipes. */
export function streamSource(stream: Readable, { push, ended }: SourceEvents): Source {
  let quiet: NodeJS.Timeout | undefined;
  let held = false;
  stream.on('data', (chunk: Buffer) => {
    quiet?.refresh();
    held = !push(chunk);
    if (!held) return;
    clearTimeout(quiet);
    stream.pause();
  });
  // Node itself resumes the streams of a child when the child exits.
  stream.on('resume', () => held && stream.pause());
  stream.on('error', () => {});
  stream.on('close', () => {
    clearTimeout(quiet);
    ended();
  });

  function resume(): void {
    held = false;
    stream.resume();
  }

  function rest(): void {
    if (stream.destroyed) return ended();
    quiet = setTimeout(() => stream.destroy(), QUIET_MS);
    resume();
  }

  return { resume, rest };
}
