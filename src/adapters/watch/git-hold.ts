import { readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { look } from './fingerprint.ts';

/** A lock this old was left by a git that crashed. */
const STALE_MS = 60_000;

/** These exist while several commits are applied one after the other, each under its own lock. */
const SERIES = ['rebase-merge', 'rebase-apply', 'sequencer'];

/** A series without progress for this long waits for its user, who may want to see the effect of an edit. */
const SERIES_QUIET_MS = 500;

/**
 * Returns a function that says how long the files must have been quiet, depending on what git does in the repository of
 * a directory: infinitely while git holds its lock.
 */
export function gitHoldMs(directory: string): () => number {
  const gitDir = findGitDir(directory);
  if (gitDir === null) return () => 0;
  return () => {
    const lock = look(join(gitDir, 'index.lock'));
    // The clock may have been set back since.
    if (lock && Math.abs(Date.now() - lock.mtimeMs) < STALE_MS) return Number.POSITIVE_INFINITY;
    return SERIES.some((name) => look(join(gitDir, name))) ? SERIES_QUIET_MS : 0;
  };
}

function findGitDir(directory: string): string | null {
  const dotGit = join(directory, '.git');
  const info = look(dotGit);
  if (info?.isDirectory()) return dotGit;
  if (info?.isFile()) return linkedGitDir(dotGit);
  const above = dirname(directory);
  return above === directory ? null : findGitDir(above);
}

/** In a worktree or a submodule, `.git` is a file that names the real directory. */
function linkedGitDir(file: string): string | null {
  try {
    const target = /^gitdir: (.+)$/m.exec(readFileSync(file, 'utf8'))?.[1];
    return target === undefined ? null : resolve(dirname(file), target.trim());
  } catch {
    return null; // closed to this user
  }
}
