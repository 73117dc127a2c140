import { lstatSync } from 'node:fs';

/** What a name in a directory stands for now; null where it stands for nothing, or cannot be looked at. */
export function inodeOf(path: string): number | null {
  try {
    return lstatSync(path, { throwIfNoEntry: false })?.ino ?? null;
  } catch {
    return null; // a directory on the way was closed to this user
  }
}
