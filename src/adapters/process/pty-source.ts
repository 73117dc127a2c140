import { readSync } from 'node:fs';
import type { ReadStream } from 'node:tty';
import { hasProc } from '../../system.ts';
import { createFlood, type Flood } from './flood.ts';
import type { Source, SourceEvents } from './output.ts';

/** The reading end of a pty. */
export interface PtySource extends Source {
  /** Something was typed: the answer is handed on as it comes, also in a flood. */
  typed(): void;
}

/**
 * The reading end of a pty that node-pty opened. To be called in the turn that started it.
 *
 * A pty gives 4 KB a read, which libuv takes for the last of what there is: when the program ends, it closes the
 * stream with bytes still in the kernel. node-pty closes it too, 200 ms after the exit, read or not. So what is left
 * is taken out in the moment before the stream is destroyed.
 */
export function ptySource(stream: ReadStream, fd: number, { push, ended }: SourceEvents): PtySource {
  const tail: Buffer[] = [];
  let behind = false;
  let over = false;
  const flood = floodOf(stream, fd, take);

  stream.on('data', (chunk: Buffer) => {
    if (behind) tail.push(chunk);
    else if (take(chunk) && !over) flood?.saw(chunk.length);
  });

  function take(chunk: Buffer): boolean {
    if (push(chunk)) return true;
    behind = true;
    stream.pause();
    return false;
  }

  const destroy = stream.destroy.bind(stream);
  stream.destroy = (error) => {
    if (!over) {
      over = true;
      flood?.end();
      while (stream.read() !== null); // what it holds, at most a chunk, goes through 'data'
      tail.push(...unread(fd));
      if (!behind) flush();
    }
    return destroy(error);
  };

  function flush(): void {
    behind = false;
    for (let chunk = tail.shift(); chunk !== undefined; chunk = tail.shift()) {
      if (push(chunk)) continue;
      behind = true;
      return;
    }
    if (over) ended();
    else stream.resume();
  }

  function rest(): void {
    flood?.end();
    flush();
  }

  return { resume: flush, rest, typed: () => flood?.end() };
}

/** What Node has below a stream. Its `pause` reads on until it has another piece. */
interface Handle {
  readStop(): void;
  readStart(): void;
}

/** Null where a terminal holds too little for it. */
function floodOf(stream: ReadStream, fd: number, push: (chunk: Buffer) => boolean): Flood | null {
  const { _handle: handle } = stream as ReadStream & { readonly _handle?: Partial<Handle> | null };
  if (!hasProc() || !handle?.readStop || !handle.readStart) return null;
  const { readStop, readStart } = handle;
  return createFlood(fd, { stop: () => readStop.call(handle), start: () => readStart.call(handle), push });
}

/** What the kernel still has: a few KB. Ends with EIO when the terminal has hung up, EAGAIN when it has not. */
function* unread(fd: number): Generator<Buffer> {
  for (;;) {
    const buffer = Buffer.allocUnsafe(4096);
    let bytes = 0;
    try {
      bytes = readSync(fd, buffer, 0, buffer.length, null);
    } catch {
      return;
    }
    if (bytes === 0) return;
    yield buffer.subarray(0, bytes);
  }
}
