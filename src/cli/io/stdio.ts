import { writeSync } from 'node:fs';
import { forPeople } from '../../safe/people.ts';

/** Nobody reads stdout any more: `| head`. Known by its name, since chunks have their own copies. */
export class ReaderGone extends Error {
  override readonly name = 'ReaderGone';
}

/**
 * Prints on stdout and waits for whoever reads it. A string is a text of zdev's, and reaches nobody's terminal with
 * control characters in it; bytes are content, and pass as they are. Throws `ReaderGone`.
 */
export function printOut(text: string | Buffer): void {
  writeAll(1, typeof text === 'string' ? Buffer.from(forPeople(text)) : text);
}

/** The same on stderr, without bytes. Never throws. */
export function printErr(text: string): void {
  try {
    writeAll(2, Buffer.from(forPeople(text)));
  } catch {
    // Nobody to tell.
  }
}

/**
 * Writes synchronously: a reader that is slow holds this process up as it does any other, what it reads is not kept in
 * memory, and nothing is lost at the end.
 */
function writeAll(fd: number, bytes: Buffer): void {
  for (let at = 0; at < bytes.length; ) {
    try {
      at += writeSync(fd, bytes, at);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'EPIPE' || code === 'EIO') throw new ReaderGone();
      // Somebody made this pipe non-blocking, and it is full.
      if (code !== 'EAGAIN') throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5);
    }
  }
}
