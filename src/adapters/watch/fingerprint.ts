import { createHash } from 'node:crypto';
import { readFileSync, type Stats, statSync } from 'node:fs';
import { readFile } from 'node:fs/promises';

/** A file system writes times that lag behind the clock by up to a tick of the kernel. */
export const TICK_MS = 20;

/** Larger files are compared by size and time. */
export const MAX_HASHED_BYTES = 10 * 1024 * 1024;

/** Up to this size a file is read in place: by way of a promise that takes seven times as long. */
const READ_IN_PLACE_BYTES = 64 * 1024;

/** What is remembered of a file's contents. */
export interface Fingerprint {
  readonly size: number;
  readonly mtimeMs: number;
  /** Null for a file that is too large, or that may not be read. */
  readonly hash: string | null;
}

/** Null when there is no such file, or when it is no regular file: reading a pipe would never end. */
export async function fingerprint(path: string, maxHashedBytes = MAX_HASHED_BYTES): Promise<Fingerprint | null> {
  const info = look(path);
  if (!info?.isFile()) return null;
  const { size, mtimeMs } = info;
  const bytes = size <= maxHashedBytes ? await contents(path, size) : null;
  return { size, mtimeMs, hash: bytes && createHash('sha1').update(bytes).digest('base64') };
}

/** What is at the end of a path, links followed; undefined if nothing is, or if it may not be seen. */
export function look(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch {
    return undefined; // a circle of links, or a directory closed to us
  }
}

async function contents(path: string, size: number): Promise<Buffer | null> {
  try {
    return size <= READ_IN_PLACE_BYTES ? readFileSync(path) : await readFile(path);
  } catch {
    return null; // gone since, or not ours to read
  }
}

/** Whether two looks saw the same contents, as far as one can tell. */
export function same(a: Fingerprint, b: Fingerprint): boolean {
  if (a.hash !== null && b.hash !== null) return a.hash === b.hash;
  return a.size === b.size && a.mtimeMs === b.mtimeMs;
}
