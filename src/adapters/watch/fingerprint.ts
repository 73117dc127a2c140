import { createHash } from 'node:crypto';
import { readFileSync, type Stats, statSync } from 'node:fs';
import { readFile } from 'node:fs/promises';

/** A file system writes times that lag behind the clock by up to a tick of the kernel. */
export const TICK_MS = 20;

/** Larger files are compared by size and time. */
export const MAX_HASHED_BYTES = 10 * 1024 * 1024;

/** Smaller files are read synchronously: a promise takes seven times as long. */
const READ_IN_PLACE_BYTES = 64 * 1024;

/** The remembered facts about the content of a file. */
export interface Fingerprint {
  readonly size: number;
  readonly mtimeMs: number;
  /** Null for a file that is too large, or that this user may not read. */
  readonly hash: string | null;
}

/** Null if there is no such file, or if it is not a regular file: reading a pipe would never end. */
export async function fingerprint(path: string, maxHashedBytes = MAX_HASHED_BYTES): Promise<Fingerprint | null> {
  const info = look(path);
  if (!info?.isFile()) return null;
  const { size, mtimeMs } = info;
  const bytes = size <= maxHashedBytes ? await contents(path, size) : null;
  return { size, mtimeMs, hash: bytes && createHash('sha1').update(bytes).digest('base64') };
}

/** The file at the end of a path, with links followed; undefined if there is none, or this user may not see it. */
export function look(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch {
    return undefined; // a circle of links, or a directory that is closed to this user
  }
}

async function contents(path: string, size: number): Promise<Buffer | null> {
  try {
    return size <= READ_IN_PLACE_BYTES ? readFileSync(path) : await readFile(path);
  } catch {
    return null; // gone since, or closed to this user
  }
}

/** Whether two fingerprints show the same content, as far as possible. */
export function same(a: Fingerprint, b: Fingerprint): boolean {
  if (a.hash !== null && b.hash !== null) return a.hash === b.hash;
  return a.size === b.size && a.mtimeMs === b.mtimeMs;
}
