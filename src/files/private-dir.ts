import { chmodSync, lstatSync, mkdirSync } from 'node:fs';

/** The result of making a directory private. */
export type PrivateDir =
  | { readonly ok: true /** It did not exist before. */; readonly made: boolean }
  | {
      readonly ok: false;
      /** `open`: others may write to it, and the file system does not allow to change that. `error`: see `error`. */
      readonly why: 'link' | 'no-directory' | 'foreign' | 'open' | 'error';
      readonly made: boolean;
      /** The owner of a `foreign` one. */
      readonly uid?: number;
      readonly error?: NodeJS.ErrnoException;
    };

/**
 * Creates a directory that only this user can use, or makes an existing one private. Never follows a link, because
 * somebody else may have created it first. The parent directory must exist. Never throws.
 */
export function makePrivateDir(path: string): PrivateDir {
  let made = false;
  try {
    made = mkdirNew(path);
    const before = lstatSync(path);
    if (before.isSymbolicLink()) return { ok: false, why: 'link', made };
    if (!before.isDirectory()) return { ok: false, why: 'no-directory', made };
    if (!isOwn(before)) return { ok: false, why: 'foreign', uid: before.uid, made };
    if (isShut(before)) return { ok: true, made };
    return tighten(path) ? { ok: true, made } : { ok: false, why: 'open', made };
  } catch (error) {
    return { ok: false, why: 'error', error: error as NodeJS.ErrnoException, made };
  }
}

/** Whether a directory exists that only this user can use. */
export function isPrivateDir(path: string): boolean {
  try {
    const stats = lstatSync(path);
    return stats.isDirectory() && isOwn(stats) && isShut(stats);
  } catch {
    return false;
  }
}

/** Whether a file or directory belongs to the user of this process. */
export function isOwn({ uid }: { readonly uid: number }): boolean {
  return uid === (process.getuid?.() ?? uid);
}

function isShut({ mode }: { readonly mode: number }): boolean {
  return (mode & 0o077) === 0;
}

/** `/mnt/c` of WSL accepts every chmod without effect. Other file systems refuse it. */
function tighten(path: string): boolean {
  try {
    chmodSync(path, 0o700);
  } catch {
    return false;
  }
  return isShut(lstatSync(path));
}

function mkdirNew(path: string): boolean {
  try {
    mkdirSync(path, { mode: 0o700 });
    return true;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    // A read-only file system may report that before it reports that the directory exists.
    if (code === 'EEXIST' || ((code === 'EROFS' || code === 'EACCES') && isThere(path))) return false;
    throw error;
  }
}

function isThere(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
}
