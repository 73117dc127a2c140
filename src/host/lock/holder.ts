import { join } from 'node:path';
import { isRunning, type ProcessIdentity } from '../../adapters/os/identity.ts';
import { readPrivate } from '../../files/private-file.ts';
import { projectIdOf } from '../../files/project-id.ts';
import { runtimeDirs, trustedRuntimeDirs } from '../../files/runtime-dir.ts';

/**
 * The supervisor that holds a project, as its lock describes it. Both of its locks contain the same text, see
 * `lockProject`.
 */
export interface Holder extends ProcessIdentity {
  /** The id of this life of the supervisor, part of the marker of its processes. */
  readonly session: string;
  /** The project directory at the start of the supervisor, without symbolic links; empty if the lock does not say. */
  readonly dir: string;
  /** The id of the project, see `projectIdOf`; empty if the lock does not say. */
  readonly project: string;
  /** Its state directory; empty if the lock does not say. */
  readonly stateDir: string;
  /** The socket on which it listens; null before it does. */
  readonly socket: string | null;
  /** The version of zdev; empty if the lock does not say. */
  readonly version: string;
  /** Whether every port of the project is a leased one. */
  readonly isolated?: boolean;
}

/** The content of a lock file. `damaged`: it is not a lock of zdev. */
export type LockFile = Holder | 'damaged' | null;

/** The path of the lock in the state directory. */
export function lockPath(stateDir: string): string {
  return join(stateDir, 'zdev.pid');
}

/** The path of the lock in a runtime directory. */
export function secondLockPath(runtimeDir: string, projectId: string): string {
  return join(runtimeDir, `${projectId}.json`);
}

/** Reads a lock. Never throws. */
export function readLock(path: string): LockFile {
  try {
    const text = readPrivate(path);
    return text === null ? null : parse(text);
  } catch {
    return 'damaged';
  }
}

/** The text of a lock. */
export function lockText(holder: Holder): string {
  return `${JSON.stringify(holder)}\n`;
}

/** Whether a living supervisor holds a lock. */
export function isHeld(lock: LockFile): lock is Holder {
  return lock !== null && lock !== 'damaged' && isRunning(lock);
}

/**
 * Finds the supervisor of a project, and its state directory, through its runtime directories. Works even if the state
 * directory was deleted.
 */
export function secondHolderOf(dir: string, dirs = runtimeDirs(), beside: string | null = null): Holder | null {
  const projectId = projectIdOf(dir, beside);
  for (const runtimeDir of trustedRuntimeDirs(dirs)) {
    const lock = readLock(secondLockPath(runtimeDir, projectId));
    if (isHeld(lock)) return lock;
  }
  return null;
}

/**
 * Whether a lock in this state directory is only a copy. The project was copied while it ran, and the original still
 * holds its lock. A project that was moved has its lock here alone.
 */
export function isCopy(lock: Holder, stateDir: string): boolean {
  if (lock.stateDir === '' || lock.stateDir === stateDir) return false;
  const own = readLock(lockPath(lock.stateDir));
  return own !== null && own !== 'damaged' && own.session === lock.session;
}

function parse(text: string): LockFile {
  try {
    const { pid, startTime, session, dir, project, stateDir, socket, version, isolated } = JSON.parse(
      text,
    ) as Partial<Holder>;
    if (!Number.isInteger(pid) || (pid as number) < 1 || typeof session !== 'string') return 'damaged';
    const textOf = (value: unknown) => (typeof value === 'string' ? value : '');
    return {
      pid: pid as number,
      startTime: typeof startTime === 'string' ? startTime : null,
      session,
      dir: textOf(dir),
      project: textOf(project),
      stateDir: textOf(stateDir),
      socket: typeof socket === 'string' ? socket : null,
      version: textOf(version),
      ...(isolated === true ? { isolated } : {}),
    };
  } catch {
    return 'damaged';
  }
}
