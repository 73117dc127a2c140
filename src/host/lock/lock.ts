import { closeSync, linkSync, renameSync, unlinkSync, writeSync } from 'node:fs';
import { ownIdentity } from '../../adapters/os/identity.ts';
import { createPrivate, writePrivate } from '../../files/private-file.ts';
import { openRuntimeDir, runtimeDirs, trustedRuntimeDirs } from '../../files/runtime-dir.ts';
import { type Holder, isCopy, isHeld, type LockFile, lockPath, lockText, readLock, secondLockPath } from './holder.ts';
import { listenerOf } from './listener.ts';

declare const ZDEV_VERSION: string;

/** The result of an attempt to lock. */
export type LockResult =
  | ({
      readonly locked: true;
      /** Supervisors that did not end in order and whose locks were taken over. */
      readonly dead: readonly Holder[];
      /** Whether a lock file had other content, so that the last supervisor must be found by other means. */
      readonly unclear: boolean;
    } & Lock)
  | { readonly locked: false; readonly holder: Holder };

/** The lock of a project while it is held. */
export interface Lock {
  /** The files of the lock. */
  readonly paths: readonly string[];
  /** Records the socket on which the supervisor listens. */
  listensAt(socket: string): void;
  /**
   * Restores deleted lock files. Returns the living supervisor that holds a lock in their place (which stays untouched)
   * and whether it holds all of them; null when there is none. Throws the error of the file system.
   */
  restore(): { readonly other: Holder; readonly lost: boolean } | null;
  release(): void;
}

/**
 * Takes the lock of a project. It consists of `zdev.pid` in the state directory and a second file, named after the real
 * path, in the user's runtime directory. So neither file alone decides who runs. The lock of a dead holder is taken
 * over, that of a living one never. A lock file appears as a whole. Throws the error of the file system for the first
 * file. The second one is left out if there is no runtime directory, or no space in it.
 */
export function lockProject(options: {
  readonly dir: string;
  readonly projectId: string;
  readonly stateDir: string;
  readonly session: string;
  readonly isolated?: boolean;
  /** The second lock is enough, or none if the file system allows none: nobody could take them then. */
  readonly mayLackFiles?: boolean;
  readonly runtimeDirs?: readonly string[];
}): LockResult {
  const { dir, projectId, stateDir, session, runtimeDirs: dirs = runtimeDirs() } = options;
  const version = typeof ZDEV_VERSION === 'string' ? ZDEV_VERSION : '';
  const isolated = options.isolated === true ? { isolated: true } : {};
  let own: Holder = {
    ...ownIdentity(),
    session,
    dir,
    project: projectId,
    stateDir,
    socket: null,
    version,
    ...isolated,
  };
  const first = lockPath(stateDir);
  const runtimeDir = openRuntimeDir(dirs);
  const found: LockFile[] = [];
  const taken: string[] = [];
  // This comes before anything is taken: the other supervisor would not restore a lock that somebody else has taken.
  const listener = listenerOf({ dir, projectId, stateDir, dirs });
  if (listener) return { locked: false, holder: listener };

  // A supervisor that started when another runtime directory was the best one has its lock there.
  for (const other of trustedRuntimeDirs(dirs)) {
    if (other === runtimeDir) continue;
    const path = secondLockPath(other, projectId);
    const lock = readLock(path);
    if (isHeld(lock)) return { locked: false, holder: lock };
    if (lock !== null) tryUnlink(path);
    if (lock !== null) found.push(lock);
  }
  try {
    if (runtimeDir !== null) {
      const outcome = tryTake(secondLockPath(runtimeDir, projectId), own);
      if (outcome && 'holder' in outcome) return { locked: false, holder: outcome.holder };
      if (outcome) taken.push(secondLockPath(runtimeDir, projectId));
      if (outcome) found.push(outcome.was);
    }
    const isOthers = (lock: Holder) => isCopy(lock, stateDir);
    const how = { alone: taken.length > 0, isOthers };
    const outcome = options.mayLackFiles ? (tryTake(first, own, how) ?? look(first, isOthers)) : take(first, own, how);
    if ('holder' in outcome) {
      for (const path of taken) release(path, session);
      return { locked: false, holder: outcome.holder };
    }
    taken.push(first);
    found.push(outcome.was);
  } catch (error) {
    for (const path of taken) release(path, session);
    throw error;
  }
  const dead = found.filter((lock) => lock !== null && lock !== 'damaged').filter((lock) => !isCopy(lock, stateDir));
  const write = (path: string) => writePrivate(path, lockText(own));
  return {
    locked: true,
    dead: [...new Map(dead.map((lock) => [lock.session, lock])).values()],
    unclear: found.includes('damaged'),
    paths: taken,
    listensAt(socket) {
      own = { ...own, socket };
      // The socket helps others to find the supervisor. Without it, they look in the usual place.
      for (const path of taken) quietly(() => write(path));
    },
    restore() {
      const others: Holder[] = [];
      for (const path of taken) {
        const lock = readLock(path);
        if (lock !== null && lock !== 'damaged' && lock.session === session) continue;
        if (isHeld(lock) && !(path === first && isCopy(lock, stateDir))) others.push(lock);
        else if (path === first) write(path);
        else quietly(() => openRuntimeDir(dirs) && write(path));
      }
      const [other] = others;
      return other === undefined ? null : { other, lost: others.length === taken.length };
    },
    release: () => {
      for (const path of taken) release(path, session);
    },
  };
}

type TakeResult = { readonly holder: Holder } | { /** The previous content. */ readonly was: LockFile };

/** Like `take`; null if the file cannot be written. */
function tryTake(path: string, own: Holder, how: Parameters<typeof take>[2] = {}): TakeResult | null {
  try {
    return take(path, own, how);
  } catch {
    return null;
  }
}

/** Takes nothing, but finds who holds a lock. */
function look(path: string, isOthers: (lock: Holder) => boolean): TakeResult {
  const lock = readLock(path);
  return isHeld(lock) && !isOthers(lock) ? { holder: lock } : { was: lock };
}

/**
 * `alone`: another lock of the project is already held, so nobody else can take this one. Then a file system without
 * hard links is enough. `isOthers`: whether a lock belongs to another project.
 */
export function take(
  path: string,
  own: Holder,
  { alone = false, isOthers = (_: Holder): boolean => false } = {},
): TakeResult {
  const draft = path.replace(/\.[a-z]+$/, `.${own.session}.pid`);
  writeDraft(draft, own);
  try {
    for (;;) {
      const linked = tryLink(draft, path, alone);
      if (linked === true) return { was: null };
      const lock = readLock(path);
      if (isHeld(lock) && !isOthers(lock)) return { holder: lock };
      if (linked === null) {
        renameSync(draft, path);
        return { was: lock };
      }
      if (takeOver(draft, path, isOthers)) return { was: lock ?? 'damaged' };
    }
  } finally {
    tryUnlink(draft);
  }
}

/** Replaces a dead lock. If several try at once, only the one that gets the side lock does it. */
function takeOver(draft: string, path: string, isOthers: (lock: Holder) => boolean): boolean {
  const side = path.replace(/\.[a-z]+$/, '.takeover.pid');
  if (!tryLink(draft, side)) {
    if (!isHeld(readLock(side))) tryUnlink(side);
    return false;
  }
  try {
    const lock = readLock(path);
    if (isHeld(lock) && !isOthers(lock)) return false;
    const copy = draft.replace(/\.pid$/, '.new.pid');
    tryUnlink(copy);
    linkSync(draft, copy);
    renameSync(copy, path);
    return true;
  } finally {
    tryUnlink(side);
  }
}

/** Removes the lock that `take` took. */
export function release(path: string, session: string): void {
  const lock = readLock(path);
  if (lock !== null && lock !== 'damaged' && lock.session === session) tryUnlink(path);
}

function writeDraft(path: string, own: Holder): void {
  const fd = createPrivate(path);
  try {
    writeSync(fd, lockText(own));
  } catch (error) {
    tryUnlink(path);
    throw error;
  } finally {
    closeSync(fd);
  }
}

const NO_LINKS = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK', 'EXDEV']);

/** Null if the file system has no hard links and `canDoWithout` allows that. */
function tryLink(from: string, to: string, canDoWithout = false): boolean | null {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST') return false;
    if (!NO_LINKS.has(code)) throw error;
    if (canDoWithout) return null;
    throw new Error('the lock needs a file system with hard links, or a runtime directory');
  }
}

function tryUnlink(path: string): void {
  quietly(() => unlinkSync(path));
}

function quietly(action: () => unknown): void {
  try {
    action();
  } catch {
    // The file is already gone, or it cannot be removed, which does no harm.
  }
}
