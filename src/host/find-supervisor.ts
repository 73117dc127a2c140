import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { runtimeDirs, trustedRuntimeDirs } from '../files/runtime-dir.ts';
import { type Holder, isCopy, isHeld, lockPath, readLock, secondHolderOf, secondLockPath } from './holder.ts';
import { projectIdOf } from './project-id.ts';
import { usualSocket } from './socket-paths.ts';

/** What its files say of the supervisor of a project. */
export interface FoundSupervisor {
  readonly stateDir: string;
  /** The supervisor that lives; null when none does. */
  readonly holder: Holder | null;
  /** Where it may listen, the likeliest place first. */
  readonly sockets: readonly string[];
}

/** Looks for the supervisor of a project directory, given without links. Connects to nobody. */
export function findSupervisor(dir: string, dirs = runtimeDirs()): FoundSupervisor {
  const local = join(dir, '.zdev');
  const lock = readLock(lockPath(local));
  const here = isHeld(lock) && !isCopy(lock, local) ? lock : null;
  const holder = here ?? secondHolderOf(dir, dirs);
  const stateDir = here ? local : holder?.stateDir || stateDirOf(dir, dirs);
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
export function stateDirOf(projectDir: string, dirs = runtimeDirs()): string {
  return findElsewhere(projectDir, dirs) ?? join(projectDir, '.zdev');
}

/** The state directory of a project that could have none of its own; see `makeStateDir`. */
export function findElsewhere(projectDir: string, dirs: readonly string[]): string | null {
  const id = projectIdOf(projectDir);
  const places = trustedRuntimeDirs(dirs).map((dir) => join(dir, id));
  return places.find((dir) => existsSync(dir)) ?? null;
}
