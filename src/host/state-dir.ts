import { accessSync, constants, existsSync, rmdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { makePrivateDir, type PrivateDir } from '../files/private-dir.ts';
import { writePrivate, writePrivateIfAbsent } from '../files/private-file.ts';
import { projectIdOf } from '../files/project-id.ts';
import { openRuntimeDir, runtimeDirs } from '../files/runtime-dir.ts';
import { findElsewhere, usualStateDir } from './find-supervisor.ts';

/** Where a supervisor keeps its lock, pipes, logs and journal, or the reason why it cannot, for the user. */
export type StateDir =
  | {
      readonly ok: true;
      readonly dir: string;
      /** Why the directory is not in the project. */
      readonly notice: string | null;
    }
  | { readonly ok: false; readonly message: string };

/**
 * Makes the state directory of a project: `.zdev/` in it, private and ignored by git, the only place in a project that
 * zdev writes to. If that is impossible (a read-only project, or a file system that is open to all users), a directory
 * in the user's runtime directory takes its place. A run beside the ordinary one has its own.
 */
export function makeStateDir(projectDir: string, dirs = runtimeDirs(), beside: string | null = null): StateDir {
  const local = usualStateDir(projectDir, beside);
  const elsewhere = findElsewhere(projectDir, dirs, beside);
  // A journal in that directory must be continued.
  if (elsewhere !== null && existsSync(join(elsewhere, 'journal.log')))
    return { ok: true, dir: elsewhere, notice: null };
  const obstacle = (beside === null ? null : prepare(usualStateDir(projectDir, null))) ?? prepare(local);
  if (obstacle === null) {
    if (elsewhere !== null) {
      // A later supervisor kept its state elsewhere and has ended, so a journal in this directory is out of date.
      rmSync(join(local, 'journal.log'), { force: true });
      rmSync(elsewhere, { recursive: true, force: true });
    }
    return { ok: true, dir: local, notice: null };
  }
  if (obstacle.refused) return { ok: false, message: obstacle.refused };
  const runtimeDir = openRuntimeDir(dirs);
  const dir = runtimeDir === null ? null : join(runtimeDir, projectIdOf(projectDir, beside));
  const made = dir === null ? null : makePrivateDir(dir);
  if (dir !== null && made?.ok)
    return { ok: true, dir, notice: `state is kept in ${dir}: ${local} ${obstacle.reason}` };
  return {
    ok: false,
    message: `cannot keep state: ${local} ${obstacle.reason}, and neither of ${dirs.slice(0, 2).join(' and ')} can be used instead\n  hint: make one of them a directory that only you can use`,
  };
}

/** Why state cannot be written, for the user, with advice. Based on the error of the file system. */
export function stateProblem(dir: string, error: NodeJS.ErrnoException): string {
  const full = FULL[error.code ?? ''];
  if (full === undefined) return `cannot keep state in ${dir}: ${error.message}`;
  return `cannot keep state in ${dir}: ${full}\n  hint: free some space ("df -h ${dir}" shows how much is left), then try again`;
}

/** Why a new supervisor could not keep its state in this directory although it can be written to: it is full. For the user. */
export function whyNoRoom(dir: string): string | null {
  const path = join(dir, 'room.log');
  try {
    writePrivate(path, ' '.repeat(ROOM_BYTES));
    return null;
  } catch (error) {
    return FULL[(error as NodeJS.ErrnoException).code ?? ''] ? stateProblem(dir, error as NodeJS.ErrnoException) : null;
  } finally {
    rmSync(path, { force: true });
  }
}

/** A lock and the first journal of a large project. */
const ROOM_BYTES = 64 * 1024;

const FULL: Readonly<Record<string, string>> = { ENOSPC: 'the disk is full', EDQUOT: 'your disk quota is used up' };

/** Errors that do not go away by themselves: the state directory is made elsewhere. */
const REASONS: Readonly<Record<string, string>> = {
  EROFS: 'is on a read-only file system',
  EACCES: 'cannot be written to',
  EPERM: 'cannot be written to',
};

interface Obstacle {
  /** Follows the name of the directory in a sentence. */
  readonly reason: string;
  /** Set if the state must not go elsewhere either: the user has to act. */
  readonly refused: string | null;
}

function prepare(dir: string): Obstacle | null {
  const made = makePrivateDir(dir);
  try {
    if (made.ok) {
      accessSync(dir, constants.W_OK | constants.X_OK);
      writePrivateIfAbsent(join(dir, '.gitignore'), '*\n');
      return null;
    }
  } catch (error) {
    return obstacleOf(dir, error as NodeJS.ErrnoException);
  }
  // The directory is empty, and would only be in the way.
  if (made.made) tryRemove(dir);
  return explain(dir, made);
}

function explain(dir: string, made: Exclude<PrivateDir, { ok: true }>): Obstacle {
  if (made.why === 'error') return obstacleOf(dir, made.error as NodeJS.ErrnoException);
  // Some file systems give a new directory to another owner at once.
  if (made.why === 'open' || made.made)
    return { reason: 'is open to other users, and its mode has no effect', refused: null };
  const [what, hint] = {
    link: ['is a symbolic link; zdev keeps its state only in a real directory', 'remove the link'],
    'no-directory': ['is not a directory', 'move it away'],
    foreign: [`belongs to another user (uid ${made.uid})`, 'run zdev as that user, or remove the directory'],
  }[made.why];
  return { reason: '', refused: `${dir} ${what}\n  hint: ${hint}` };
}

function obstacleOf(dir: string, error: NodeJS.ErrnoException): Obstacle {
  const { code = '' } = error;
  if (code in FULL) return { reason: '', refused: stateProblem(dir, error) };
  return { reason: REASONS[code] ?? `cannot be made (${error.message})`, refused: null };
}

function tryRemove(dir: string): void {
  try {
    rmdirSync(dir);
  } catch {
    // Somebody has put a file there.
  }
}
