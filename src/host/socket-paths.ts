import { lstatSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { isOwn } from '../files/private-dir.ts';
import { openRuntimeDir, runtimeDirs } from '../files/runtime-dir.ts';
import { system } from '../system.ts';

/** `sun_path` of a socket address, less its final NUL. */
const MAX_PATH_BYTES = system().platform === 'linux' ? 107 : 103;

/** The usual place. */
export function usualSocket(stateDir: string): string {
  return join(stateDir, 'zdev.sock');
}

/** The place in a runtime directory. */
export function runtimeSocket(runtimeDir: string, projectId: string): string {
  return join(runtimeDir, `${projectId}.sock`);
}

/**
 * Where the supervisor of a project may listen, the best place first: in its state directory, unless that path is too
 * long for a socket; or, also where that file system has no sockets, in the user's runtime directory.
 */
export function socketPaths(stateDir: string, projectId: string, dirs = runtimeDirs()): string[] {
  const runtimeDir = openRuntimeDir(dirs);
  const all = [usualSocket(stateDir), ...(runtimeDir === null ? [] : [runtimeSocket(runtimeDir, projectId)])];
  return all.filter((path) => Buffer.byteLength(path) <= MAX_PATH_BYTES);
}

/** A socket that all projects of a user share; null where the runtime directory cannot be had, or its path is too long. */
export function sharedSocket(name: string): string | null {
  const dir = openRuntimeDir();
  const path = dir === null ? null : join(dir, name);
  return path !== null && Buffer.byteLength(path) <= MAX_PATH_BYTES ? path : null;
}

/**
 * Why a client had better not connect to a socket: somebody else may be behind it. Null when it is this user's own, or
 * nothing is there.
 */
export function whyNotTrusted(path: string): string | null {
  try {
    const socket = lstatSync(path);
    if (!isOwn(socket)) return `${path} belongs to another user (uid ${socket.uid})`;
    const dir = lstatSync(dirname(path));
    if (!isOwn(dir)) return `${dirname(path)} belongs to another user (uid ${dir.uid})`;
    return (dir.mode & 0o022) === 0 ? null : `others can write to ${dirname(path)}`;
  } catch {
    return null;
  }
}
