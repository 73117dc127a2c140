import { lstatSync } from 'node:fs';

/** The inode that a path names now; null if there is none, or it cannot be read. */
export function inodeOf(path: string): number | null {
  try {
    return lstatSync(path, { throwIfNoEntry: false })?.ino ?? null;
  } catch {
    return null; // a directory in the path is closed to this user
  }
}
