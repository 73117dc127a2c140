import { readSync } from 'node:fs';
import type { ReadStream } from 'node:tty';
import { floodOn, TERMINAL } from './flood.ts';
import type { Source, SourceEvents } from './output.ts';

/** How long to wait for the end of a terminal once no writer is left: an unknown process may hold it open. */
const HELD_MS = 200;

/**
 * The reading end of a pty. Call this in the turn that started it.
 *
 * A read of a pty gives 4 KB, and libuv takes that as a sign that nothing more is there. So when the program ends,
 * libuv closes the stream with bytes still in the kernel. On macOS, node-pty also closes it 200 ms after the exit, whether
 * read or not. So the rest is read just before the stream is destroyed.
 */
export function ptySource(stream: ReadStream, fd: number, { push, ended }: SourceEvents): Source {
  const tail: Buffer[] = [];
  let behind = false;
  let over = false;
  let held: NodeJS.Timeout | undefined;
  const flood = floodOn(stream, fd, { limits: TERMINAL, push: take });

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
      clearTimeout(held);
      flood?.end();
      while (stream.read() !== null); // its content, at most a chunk, goes through 'data'
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
    if (!over && !behind) held ??= setTimeout(() => stream.destroy(), HELD_MS);
  }

  return { resume: flush, rest, typed: () => flood?.end() };
}

/**
 * The remaining bytes in the kernel, a few KB. Ends with EIO when the terminal has hung up, or EAGAIN when it has not.
 */
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
