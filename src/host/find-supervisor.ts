import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { projectIdOf } from '../files/project-id.ts';
import { runtimeDirs, trustedRuntimeDirs } from '../files/runtime-dir.ts';
import { type Holder, isCopy, isHeld, lockPath, readLock, secondHolderOf, secondLockPath } from './lock/holder.ts';
import { usualSocket } from './socket-paths.ts';

/** What the files of a supervisor say about it. */
export interface FoundSupervisor {
  readonly stateDir: string;
  /** The living supervisor; null if there is none. */
  readonly holder: Holder | null;
  /** The possible paths of its socket, the most likely one first. */
  readonly sockets: readonly string[];
}

/**
 * Finds the supervisor of a project directory, given without symbolic links. With `beside`, finds that of a separate
 * run there. Connects to nothing.
 */
export function findSupervisor(dir: string, dirs = runtimeDirs(), beside: string | null = null): FoundSupervisor {
  const local = usualStateDir(dir, beside);
  const lock = readLock(lockPath(local));
  const here = isHeld(lock) && !isCopy(lock, local) ? lock : null;
  const holder = here ?? secondHolderOf(dir, dirs, beside);
  const stateDir = here ? local : holder?.stateDir || stateDirOf(dir, dirs, beside);
  const usual = usualSocket(stateDir);
  // If the project was moved, the lock still names the old place of the socket.
  const moved = holder?.socket === usualSocket(holder?.stateDir ?? '');
  const sockets = holder?.socket && !moved ? [holder.socket, usual] : [usual];
  return { stateDir, holder, sockets };
}

/** Whether zdev runs or has run in a directory, so that it deserves a closer look. */
export function hasTraces(dir: string, dirs = runtimeDirs()): boolean {
  if (existsSync(join(dir, '.zdev'))) return true;
  const id = projectIdOf(dir);
  return trustedRuntimeDirs(dirs).some((each) => existsSync(secondLockPath(each, id)) || existsSync(join(each, id)));
}

/** The state directory of a project that does not run. It may not exist. */
export function stateDirOf(projectDir: string, dirs = runtimeDirs(), beside: string | null = null): string {
  return findElsewhere(projectDir, dirs, beside) ?? usualStateDir(projectDir, beside);
}

/**
 * The usual state directory of a project: `.zdev/` in it. A run beside the ordinary one has its own directory there.
 */
export function usualStateDir(projectDir: string, beside: string | null): string {
  return join(projectDir, '.zdev', ...(beside === null ? [] : [`beside-${beside}`]));
}

/** The state directory of a project that could not have one of its own; see `makeStateDir`. */
export function findElsewhere(
  projectDir: string,
  dirs: readonly string[],
  beside: string | null = null,
): string | null {
  const id = projectIdOf(projectDir, beside);
  const places = trustedRuntimeDirs(dirs).map((dir) => join(dir, id));
  return places.find((dir) => existsSync(dir)) ?? null;
}
