import { writeSync } from 'node:fs';
import { forPeople } from '../../safe/people.ts';

/**
 * Nobody reads stdout any more, as in `| head`. Recognised by its name, since each chunk has its own copy of this
 * class.
 */
export class ReaderGone extends Error {
  override readonly name = 'ReaderGone';
}

/**
 * Prints on stdout and waits for the reader. A string is zdev's own text, and its control characters are removed. Bytes
 * are content, and pass unchanged. Throws `ReaderGone`.
 */
export function printOut(text: string | Buffer): void {
  writeAll(1, typeof text === 'string' ? Buffer.from(forPeople(text)) : text);
}

/** The same on stderr, for text only. Never throws. */
export function printErr(text: string): void {
  try {
    writeAll(2, Buffer.from(forPeople(text)));
  } catch {
    // There is nobody to tell.
  }
}

/**
 * Writes synchronously. So a slow reader slows this process down as it would any other program, output does not pile up
 * in memory, and nothing is lost at the end.
 */
function writeAll(fd: number, bytes: Buffer): void {
  for (let at = 0; at < bytes.length; ) {
    try {
      at += writeSync(fd, bytes, at);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'EPIPE' || code === 'EIO') throw new ReaderGone();
      // The pipe is full, and another process made it non-blocking.
      if (code !== 'EAGAIN') throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5);
    }
  }
}
