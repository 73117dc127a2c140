import { realpathSync, type Stats } from 'node:fs';
import { dirname } from 'node:path';

/** The identity of a file. The inode number alone is not enough: the next file may get it. */
export function identity({ ino, birthtimeMs }: Stats): string {
  return `${ino} ${birthtimeMs}`;
}

/** Whether a link leads to a directory that contains it, directly or through other links. */
export function leadsUpwards(link: string): boolean {
  const target = realPath(link);
  if (target === null) return false;
  for (let path = link; path !== dirname(path); path = dirname(path)) {
    if (realPath(dirname(path)) === target) return true;
  }
  return false;
}

function realPath(path: string): string | null {
  try {
    return realpathSync(path);
  } catch {
    return null; // it leads nowhere
  }
}

/** Whether an error means that a path is gone, leads in a circle, or is closed to this user, and can be ignored. */
export function isOfNoConcern({ code }: NodeJS.ErrnoException): boolean {
  return code === 'ENOENT' || code === 'ENOTDIR' || code === 'ELOOP' || code === 'EACCES' || code === 'EPERM';
}
