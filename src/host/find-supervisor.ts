import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { projectIdOf } from '../files/project-id.ts';
import { runtimeDirs, trustedRuntimeDirs } from '../files/runtime-dir.ts';
import { type Holder, isCopy, isHeld, lockPath, readLock, secondHolderOf, secondLockPath } from './lock/holder.ts';
import { usualSocket } from './socket-paths.ts';

/** What its files say of the supervisor of a project. */
export interface FoundSupervisor {
  readonly stateDir: string;
  /** The supervisor that lives; null when none does. */
  readonly holder: Holder | null;
  /** Where it may listen, the likeliest place first. */
  readonly sockets: readonly string[];
}

/**
 * Looks for the supervisor of a project directory, given without links; with `beside`, for that of a run of its own there.
 * Connects to nobody.
 */
export function findSupervisor(dir: string, dirs = runtimeDirs(), beside: string | null = null): FoundSupervisor {
  const local = usualStateDir(dir, beside);
  const lock = readLock(lockPath(local));
  const here = isHeld(lock) && !isCopy(lock, local) ? lock : null;
  const holder = here ?? secondHolderOf(dir, dirs, beside);
  const stateDir = here ? local : holder?.stateDir || stateDirOf(dir, dirs, beside);
  const usual = usualSocket(stateDir);
  // Of a project that was moved, the lock tells where the socket was.
  const moved = holder?.socket === usualSocket(holder?.stateDir ?? '');
  const sockets = holder?.socket && !moved ? [holder.socket, usual] : [usual];
  return { stateDir, holder, sockets };
}

/** Whether zdev may run in a directory, or has run there: worth a closer look. */
export function hasTraces(dir: string, dirs = runtimeDirs()): boolean {
  if (existsSync(join(dir, '.zdev'))) return true;
  const id = projectIdOf(dir);
  return trustedRuntimeDirs(dirs).some((each) => existsSync(secondLockPath(each, id)) || existsSync(join(each, id)));
}

/** Where the state of a project is that does not run. There may be none. */
export function stateDirOf(projectDir: string, dirs = runtimeDirs(), beside: string | null = null): string {
  return findElsewhere(projectDir, dirs, beside) ?? usualStateDir(projectDir, beside);
}

/** Where the state of a project belongs: `.zdev/` in it, and there a directory of its own for a run beside the ordinary one. */
export function usualStateDir(projectDir: string, beside: string | null): string {
  return join(projectDir, '.zdev', ...(beside === null ? [] : [`beside-${beside}`]));
}

/** The state directory of a project that could have none of its own; see `makeStateDir`. */
export function findElsewhere(
  projectDir: string,
  dirs: readonly string[],
  beside: string | null = null,
): string | null {
  const id = projectIdOf(projectDir, beside);
  const places = trustedRuntimeDirs(dirs).map((dir) => join(dir, id));
  return places.find((dir) => existsSync(dir)) ?? null;
}
