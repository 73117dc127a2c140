import { lstatSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { isOwn } from '../files/private-dir.ts';
import { openRuntimeDir, runtimeDirs } from '../files/runtime-dir.ts';
import { system } from '../system.ts';

/** The length of `sun_path` in a socket address, without its final NUL. */
const MAX_PATH_BYTES = system().platform === 'linux' ? 107 : 103;

/** The usual path of the socket. */
export function usualSocket(stateDir: string): string {
  return join(stateDir, 'zdev.sock');
}

/** The path of the socket in a runtime directory. */
export function runtimeSocket(runtimeDir: string, projectId: string): string {
  return join(runtimeDir, `${projectId}.sock`);
}

/**
 * Where the supervisor of a project may listen, the best path first. The first is in its state directory, unless that
 * path is too long for a socket. The second is in the user's runtime directory, also for a file system without sockets.
 */
export function socketPaths(stateDir: string, projectId: string, dirs = runtimeDirs()): string[] {
  const runtimeDir = openRuntimeDir(dirs);
  const all = [usualSocket(stateDir), ...(runtimeDir === null ? [] : [runtimeSocket(runtimeDir, projectId)])];
  return all.filter((path) => Buffer.byteLength(path) <= MAX_PATH_BYTES);
}

/** A socket that all projects of a user share; null if there is no runtime directory, or its path is too long. */
export function sharedSocket(name: string): string | null {
  const dir = openRuntimeDir();
  const path = dir === null ? null : join(dir, name);
  return path !== null && Buffer.byteLength(path) <= MAX_PATH_BYTES ? path : null;
}

/**
 * Why a client should not connect to a socket: another user may be behind it. Null when it belongs to this user, or
 * does not exist.
 */
export function whyNotTrusted(path: string): string | null {
  const dir = dirname(path);
  try {
    for (const each of [path, dir]) {
      const stats = lstatSync(each);
      if (!isOwn(stats)) return `${each} belongs to another user (uid ${stats.uid})`;
      if (each === path) continue;
      if (stats.isSymbolicLink()) return `${dir} is a link`;
      if ((stats.mode & 0o022) !== 0) return `others can write to ${dir}`;
    }
    return null;
  } catch {
    return null;
  }
}
