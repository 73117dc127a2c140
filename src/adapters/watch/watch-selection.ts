import { existsSync } from 'node:fs';
import { dirname, relative, resolve, sep } from 'node:path';
import ignore, { type Ignore } from 'ignore';
import picomatch from 'picomatch';
import { createGitIgnore, type GitIgnore } from './git-ignore.ts';

/**
 * Names that are never sources: version control, packages, zdev's own files, and the side files of editors and
 * interpreters.
 */
const NEVER =
  /^(?:\.git|\.hg|\.svn|node_modules|\.zdev|__pycache__|\.DS_Store|4913|.*~|\.#.*|#.*#|.*\.(?:sw[a-z]|pyc)|.*___jb_(?:tmp|old)___|\.goutputstream-.*|\.subl.*\.tmp)$/;

/** The files that count, and the directories that must be watched for them. All paths are absolute. */
export interface Selection {
  /** The directories to begin with: each exists, or its nearest existing ancestor stands for it. */
  readonly starts: readonly string[];
  wantsDirectory(path: string): boolean;
  wantsFile(path: string): boolean;
  /** The same paths, with the ignore files read again. */
  withFreshRules(): Selection;
}

/** One of the paths to watch. */
interface Entry {
  /** The file or directory itself, or the part before the first wildcard. */
  readonly base: string;
  /** Tests a path relative to the base; null: everything matches. */
  readonly matches: ((path: string) => boolean) | null;
  /** How far below the base a match can lie. */
  readonly depth: number;
  /** False if the base itself is ignored: a user who names it wants it. */
  readonly obeysGitIgnore: boolean;
}

export function createSelection(options: SelectionOptions): Selection {
  const { dir, root } = options;
  const gitIgnore = createGitIgnore(root);
  const entries = options.paths.map((path): Entry => {
    const entry = parse(resolve(dir, path));
    return { ...entry, obeysGitIgnore: !gitIgnore.ignores(entry.base, false) && !gitIgnore.ignores(entry.base, true) };
  });
  const rules = select({ entries, own: ignore().add(options.ignore), gitIgnore, dir, root });
  return { ...rules, withFreshRules: () => createSelection(options) };
}

interface SelectionOptions {
  readonly paths: readonly string[];
  readonly ignore: readonly string[];
  readonly dir: string;
  readonly root: string;
}

function select({ entries, own, gitIgnore, dir, root }: SelectionParts): Omit<Selection, 'withFreshRules'> {
  return {
    starts: [...new Set(entries.map(({ base }) => startOf(base, root)))],
    wantsDirectory: (path) =>
      entries.some(({ base, depth, ...entry }) => {
        if (isWithin(base, path)) return true;
        if (!isWithin(path, base)) return false;
        const below = relative(base, path);
        return below.split(sep).length < depth && !leftOut({ ...entry, path, below, isDirectory: true });
      }),
    wantsFile: (path) =>
      entries.some(({ base, matches, ...entry }) => {
        if (!isWithin(path, base)) return false;
        const below = relative(base, path);
        return (matches?.(below) ?? true) && !leftOut({ ...entry, path, below, isDirectory: false });
      }),
  };

  function leftOut(it: {
    readonly path: string;
    readonly below: string;
    readonly isDirectory: boolean;
    readonly obeysGitIgnore: boolean;
  }): boolean {
    if (
      isWithin(it.path, dir) &&
      it.path !== dir &&
      own.ignores(asIgnorePath(relative(dir, it.path), it.isDirectory))
    ) {
      return true;
    }
    if (it.below === '') return false;
    if (it.below.split(sep).some((name) => NEVER.test(name))) return true;
    return it.obeysGitIgnore && gitIgnore.ignores(it.path, it.isDirectory);
  }
}

interface SelectionParts {
  readonly entries: readonly Entry[];
  /** The patterns of `ignore`. */
  readonly own: Ignore;
  readonly gitIgnore: GitIgnore;
  readonly dir: string;
  readonly root: string;
}

/** Parses a path. An existing path is taken literally: `app/[slug]/page.tsx` is then not a pattern. */
function parse(path: string): Omit<Entry, 'obeysGitIgnore'> {
  const { base, glob } = picomatch.scan(path);
  if (glob === '' || existsSync(path)) return { base: path, matches: null, depth: Number.POSITIVE_INFINITY };
  return {
    base: resolve(base),
    matches: picomatch(glob, { dot: true }),
    depth: glob.includes('**') ? Number.POSITIVE_INFINITY : glob.split('/').length,
  };
}

/**
 * Inside the project, the watch begins at the root and follows the way down, since any directory on it may vanish and
 * come back. Outside, it begins at the nearest existing ancestor.
 */
function startOf(base: string, root: string): string {
  if (isWithin(base, root)) return root;
  let start = dirname(base);
  while (!existsSync(start)) start = dirname(start);
  return start;
}

/** Whether a path is this directory or below it. */
function isWithin(path: string, directory: string): boolean {
  return path === directory || path.startsWith(directory === sep ? sep : directory + sep);
}

function asIgnorePath(path: string, isDirectory: boolean): string {
  return isDirectory ? `${path}/` : path;
}
