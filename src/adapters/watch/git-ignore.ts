import { basename, dirname, join, relative, sep } from 'node:path';
import ignore, { type Ignore } from 'ignore';
import { readFileSafely } from '../../files/read-file.ts';

const IGNORE_FILE = '.gitignore';
/** Larger than any real one. */
const MAX_BYTES = 10 * 1024 * 1024;

export interface GitIgnore {
  /** Whether the `.gitignore` files from the root down to this path exclude it. Nothing outside the root is ignored. */
  ignores(path: string, isDirectory: boolean): boolean;
}

/**
 * Reads the `.gitignore` files of a tree, each once when it is first needed. A deeper file takes priority, as in git.
 */
export function createGitIgnore(root: string): GitIgnore {
  const rules = new Map<string, Ignore | null>();
  return {
    ignores(path, isDirectory) {
      let ignored = false;
      for (const directory of wayDown(root, path)) {
        const verdict = rulesOf(directory)?.test(relative(directory, path) + (isDirectory ? '/' : ''));
        ignored = verdict?.ignored || (ignored && !verdict?.unignored);
      }
      return ignored;
    },
  };

  function rulesOf(directory: string): Ignore | null {
    const known = rules.get(directory);
    if (known !== undefined) return known;
    const text = read(join(directory, IGNORE_FILE));
    const fresh = text === null ? null : ignore().add(text);
    rules.set(directory, fresh);
    return fresh;
  }
}

/** Whether a change of this file changes which files count. */
export function isIgnoreFile(path: string): boolean {
  return basename(path) === IGNORE_FILE;
}

/** The directories that contain a path, from the root on. */
function wayDown(root: string, path: string): readonly string[] {
  const way: string[] = [];
  for (let above = dirname(path); above === root || above.startsWith(root + sep); above = dirname(above)) {
    way.unshift(above);
  }
  return way;
}

function read(file: string): string | null {
  const read = readFileSafely(file, MAX_BYTES, 0);
  return 'bytes' in read ? read.bytes.toString() : null;
}
