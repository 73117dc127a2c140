import { realpathSync, type Stats } from 'node:fs';
import { dirname } from 'node:path';

/** The inode number alone is given to the next file as soon as it is free. */
export function identity({ ino, birthtimeMs }: Stats): string {
  return `${ino} ${birthtimeMs}`;
}

/** Whether a link leads to a directory that it lies in, directly or by way of other links. */
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
    return null; // leads nowhere
  }
}

/** What is gone meanwhile, or leads round in a circle, or is closed to us has nothing to tell. */
export function isOfNoConcern({ code }: NodeJS.ErrnoException): boolean {
  return code === 'ENOENT' || code === 'ENOTDIR' || code === 'ELOOP' || code === 'EACCES' || code === 'EPERM';
}
