import { accessSync, constants } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { nearest } from '../../core/suggest.ts';
import { directoriesIn, kindOf } from './files.ts';
import type { Failed, Finding } from './request.ts';

/** The working directory: missing, a file, or closed to this user. */
export function lookAtDirectory({ dir, dirPlace: place }: Failed): Finding | null {
  const awaited = [dir];
  switch (kindOf(dir)) {
    case 'missing':
      return { problem: { type: 'dir-missing', dir, near: near(dir), place }, awaited };
    case 'file':
      return { problem: { type: 'dir-is-file', dir, place }, awaited };
    case 'directory':
      return mayEnter(dir) ? null : { problem: { type: 'dir-forbidden', dir, place }, awaited };
  }
}

/** The directory that was probably meant: the first part of the path that is not there, spelled another way. */
function near(dir: string): string | null {
  const parent = dirname(dir);
  if (parent === dir) return null;
  if (kindOf(parent) === 'directory') {
    const name = nearest(basename(dir), directoriesIn(parent));
    return name === null ? null : join(parent, name);
  }
  const above = near(parent);
  const whole = above === null ? null : join(above, basename(dir));
  return whole !== null && kindOf(whole) === 'directory' ? whole : above;
}

function mayEnter(dir: string): boolean {
  try {
    accessSync(dir, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
