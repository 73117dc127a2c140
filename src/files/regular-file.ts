import { closeSync, constants, fstatSync, openSync, readFileSync, readSync, statSync } from 'node:fs';

/**
 * The text of a regular file of the user's, null for anything else. Opening a pipe could wait for ever, and reading it would
 * take from its reader. A file of more than `maxBytes` gives null.
 */
export function readRegular(path: string, maxBytes = Number.POSITIVE_INFINITY): string | null {
  return withRegular(path, (fd, size) => (size > maxBytes ? null : readFileSync(fd, 'utf8')));
}

/** The first bytes of a regular file as latin1, null for anything else. */
export function headOfRegular(path: string, bytes: number): string | null {
  return withRegular(path, (fd) => {
    const head = Buffer.alloc(bytes);
    return head.toString('latin1', 0, readSync(fd, head, 0, bytes, 0));
  });
}

function withRegular<T>(path: string, read: (fd: number, size: number) => T): T | null {
  let fd: number | null = null;
  try {
    // A process that waits to write to a pipe would notice that it was opened.
    if (!statSync(path).isFile()) return null;
    fd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
    const stats = fstatSync(fd);
    return stats.isFile() ? read(fd, stats.size) : null;
  } catch {
    return null;
  } finally {
    if (fd !== null) closeSync(fd);
  }
}
