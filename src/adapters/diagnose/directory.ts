import { accessSync, constants } from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { nearest } from '../../core/suggest.ts';
import { directoriesIn, kindOf } from './files.ts';
import type { Failed, Found } from './request.ts';

/** The working directory is missing, is a file, or is closed to this user. */
export function lookAtDirectory({ dir: path, root, dirPlace: place }: Failed): Found | null {
  const awaited = [path];
  const dir = shown(path, root);
  switch (kindOf(path)) {
    case 'missing': {
      const meant = near(path);
      return {
        trouble: { type: 'dir-missing', dir, near: meant === null ? null : shown(meant, root), place },
        awaited,
      };
    }
    case 'file':
      return { trouble: { type: 'dir-is-file', dir, place }, awaited };
    case 'directory':
      return mayEnter(path) ? null : { trouble: { type: 'dir-forbidden', dir, place }, awaited };
  }
}

/** The command itself changes to a directory that does not exist: `cd backend && npm start`. */
export function lookAtCd({ command, dir, root, output }: Failed): Found | null {
  for (const line of output) {
    const [, a, b, c] =
      /cd: can't cd to (.+)$|cd: (.+): No such file or directory$|cd:\d+: no such file or directory: (.+)$/.exec(
        line,
      ) ?? [];
    const name = a ?? b ?? c;
    if (name === undefined || !command.includes(name)) continue;
    const path = resolve(dir, name);
    if (kindOf(path) !== 'missing') continue;
    const meant = near(path);
    const said = meant === null ? null : relative(dir, meant);
    return { trouble: { type: 'dir-missing', dir: shown(path, root), near: said, place: null }, awaited: [path] };
  }
  return null;
}

/** A path as the config has it: relative to the project if it lies there. */
function shown(path: string, root: string): string {
  const short = relative(root, path);
  return short.startsWith('..') || short === '' ? path : short;
}

/** The directory that the user probably meant: a similar name for the first missing part of the path. */
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
