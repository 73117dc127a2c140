import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';

/** Larger files are compared by size and time. */
export const MAX_HASHED_BYTES = 10 * 1024 * 1024;

/** What is remembered of a file's contents. */
export interface Fingerprint {
  readonly size: number;
  readonly mtimeMs: number;
  /** Null for a file that is too large, or that may not be read. */
  readonly hash: string | null;
}

/** Null when there is no such file, or when it is no regular file: reading a pipe would never end. */
export async function fingerprint(path: string, maxHashedBytes = MAX_HASHED_BYTES): Promise<Fingerprint | null> {
  const info = await stat(path).catch(() => null);
  if (!info?.isFile()) return null;
  const { size, mtimeMs } = info;
  const bytes = size <= maxHashedBytes ? await readFile(path).catch(() => null) : null;
  return { size, mtimeMs, hash: bytes && createHash('sha1').update(bytes).digest('base64') };
}

/** Whether two looks saw the same contents, as far as one can tell. */
export function same(a: Fingerprint, b: Fingerprint): boolean {
  if (a.hash !== null && b.hash !== null) return a.hash === b.hash;
  return a.size === b.size && a.mtimeMs === b.mtimeMs;
}
