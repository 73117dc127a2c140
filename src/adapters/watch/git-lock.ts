import { readFileSync, type Stats, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

/** A lock this old was left behind by a git that crashed. */
const STALE_MS = 60_000;

/** Whether git is at work in the repository that a directory belongs to; always false outside one. */
export function gitLock(directory: string): () => boolean {
  const gitDir = findGitDir(directory);
  if (gitDir === null) return () => false;
  const lock = join(gitDir, 'index.lock');
  return () => {
    const info = look(lock);
    return info !== undefined && Date.now() - info.mtimeMs < STALE_MS;
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

/** In a worktree or a submodule, `.git` is a file that says where the real one is. */
function linkedGitDir(file: string): string | null {
  try {
    const target = /^gitdir: (.+)$/m.exec(readFileSync(file, 'utf8'))?.[1];
    return target === undefined ? null : resolve(dirname(file), target.trim());
  } catch {
    return null; // not ours to read
  }
}

function look(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch {
    return undefined; // in a directory closed to us
  }
}
