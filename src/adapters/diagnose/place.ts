import { basename, dirname, join, relative, resolve } from 'node:path';
import { nearest } from '../../core/suggest.ts';
import { directoriesIn, kindOf, namesIn } from './files.ts';

/** The likely place of a missing file. */
export interface Elsewhere {
  /** The spelling that was probably meant; null if nothing is similar. */
  readonly near: string | null;
  /** The directory of the project that contains the file under the given name, usable as `dir` of the service. */
  readonly inDir: string | null;
}

const NOWHERE: Elsewhere = { near: null, inDir: null };

/** The search for a file goes this deep, through this many directories. */
const DEPTH = 3;
const MAX_DIRECTORIES = 300;

/** Directories with code of others or with the results of a build. */
const FOREIGN = /^(?:\..*|node_modules|vendor|target|dist|build|venv|env|site-packages|__pycache__)$/;

/**
 * Finds a file that does not exist where a command in `dir` looks for it: it is misspelt, or one directory too far up
 * or down.
 */
export function findElsewhere(word: string, { dir, root }: { readonly dir: string; readonly root: string }): Elsewhere {
  const path = resolve(dir, word);
  const name = nearest(basename(path), namesIn(dirname(path)));
  if (name !== null) return { near: join(dirname(word), name), inDir: null };
  if (word.startsWith('/')) return NOWHERE;
  const parts = word.split('/');
  const shorter = parts.map((_, i) => parts.slice(i + 1).join('/')).find((rest) => rest !== '' && is(join(dir, rest)));
  if (shorter !== undefined) return { near: shorter, inDir: null };
  const below = findBelow(dir, word);
  if (below !== null) return { near: join(below, word), inDir: relative(root, join(dir, below)) };
  const isAbove = dir !== root && is(join(root, word));
  return isAbove ? { near: relative(dir, join(root, word)), inDir: '.' } : NOWHERE;
}

/** The nearest directory below `dir` that contains such a file or directory, relative to `dir`. */
export function findBelow(dir: string, word: string): string | null {
  let looked = 0;
  let level = [''];
  for (let depth = 0; depth < DEPTH; depth++) {
    const next: string[] = [];
    for (const above of level) {
      for (const name of directoriesIn(join(dir, above)).toSorted()) {
        if (FOREIGN.test(name)) continue;
        if (++looked > MAX_DIRECTORIES) return null;
        const place = join(above, name);
        if (is(join(dir, place, word))) return place;
        next.push(place);
      }
    }
    level = next;
  }
  return null;
}

const is = (path: string) => kindOf(path) !== 'missing';
