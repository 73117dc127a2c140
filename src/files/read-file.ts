import { closeSync, constants, fstatSync, openSync, readSync, type Stats } from 'node:fs';
import { monotonicMs } from '../monotonic.ts';

/** The result of reading a file of the user. `error` is the error of the system. */
export type FileRead =
  | { readonly bytes: Buffer }
  | { readonly problem: 'directory' | 'too-large' | 'silent-pipe' | 'endless-pipe' }
  | { readonly problem: 'error'; readonly error: NodeJS.ErrnoException };

/** How long reading a pipe may take: password managers mount `.env` as a pipe. */
const PIPE_MS = 2000;
const PAUSE_MS = 5;

/**
 * Reads a file of the user. A pipe (also `/dev/fd/63` of a shell) is read until its writer closes it, for at most two
 * seconds; a device until its end. Reads at most `maxBytes`. Never throws, and never waits longer.
 */
export function readFileSafely(path: string, maxBytes: number, pipeMs = PIPE_MS): FileRead {
  let fd: number;
  try {
    // Without O_NONBLOCK, opening a pipe waits until somebody writes to it.
    fd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  } catch (error) {
    return { problem: 'error', error: error as NodeJS.ErrnoException };
  }
  try {
    const stats = fstatSync(fd);
    if (stats.isDirectory()) return { problem: 'directory' };
    if (stats.isFile() && stats.size > maxBytes) return { problem: 'too-large' };
    return readAll(fd, stats, { maxBytes, pipeMs });
  } catch (error) {
    return { problem: 'error', error: error as NodeJS.ErrnoException };
  } finally {
    closeSync(fd);
  }
}

function readAll(fd: number, stats: Stats, { maxBytes, pipeMs }: { maxBytes: number; pipeMs: number }): FileRead {
  const deadlineMs = monotonicMs() + pipeMs;
  const chunks: Buffer[] = [];
  let length = 0;
  for (;;) {
    const chunk = Buffer.allocUnsafe(Math.max(stats.isFile() ? stats.size - length : 0, 64 * 1024));
    const read = tryRead(fd, chunk);
    if (read !== null && read > 0) {
      chunks.push(chunk.subarray(0, read));
      length += read;
      if (length > maxBytes) return { problem: 'too-large' };
      continue;
    }
    // No writer has opened the pipe yet, or all have closed it.
    const isOver = read === 0 && (!stats.isFIFO() || length > 0);
    if (isOver) return { bytes: Buffer.concat(chunks) };
    if (monotonicMs() > deadlineMs) return { problem: length > 0 ? 'endless-pipe' : 'silent-pipe' };
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, PAUSE_MS);
  }
}

/** Null: there may be more later. */
function tryRead(fd: number, into: Buffer): number | null {
  try {
    return readSync(fd, into, 0, into.length, null);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EAGAIN') return null;
    throw error;
  }
}
