import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { system } from '../../system.ts';
import { startTimeOf } from './identity.ts';

/** A process that listens on a Unix socket. */
export interface SocketListener {
  readonly pid: number;
  readonly startTime: string;
  /** The path to which the socket was bound, even if the file was deleted. */
  readonly path: string;
}

/** The processes that listen on Unix sockets with these paths. Empty on systems other than Linux. */
export function listenersOn(paths: readonly string[]): readonly SocketListener[] {
  if (system().platform !== 'linux') return [];
  return [...listening(paths)].flatMap(([inode, path]) => {
    const pid = ownerOf(inode);
    const startTime = pid === null ? null : startTimeOf(pid);
    // A killed process keeps its socket until its last thread is gone, without a start time. A container that shares
    // the network of this machine may have files of the same name.
    if (pid === null || startTime === null || filesOf(pid) !== filesOf('self')) return [];
    return [{ pid, startTime, path }];
  });
}

/** The sockets with one of these paths on which a process listens, by inode. */
function listening(paths: readonly string[]): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const line of readText('/proc/net/unix').split('\n')) {
    const [, flags = '', inode = '', path = ''] = /^\S+: \S+ \S+ (\S+) \S+ \S+ +(\d+) (.+)$/.exec(line) ?? [];
    if (paths.includes(path) && (Number.parseInt(flags, 16) & ACCEPTS) !== 0) found.set(inode, path);
  }
  return found;
}

/** The process that has a socket open, among those whose descriptors this user may see. */
function ownerOf(inode: string): number | null {
  const link = `socket:[${inode}]`;
  const has = (dir: string) => namesIn(dir).some((fd) => linkOf(join(dir, fd)) === link);
  const pid = namesIn('/proc').find((name) => /^\d+$/.test(name) && has(`/proc/${name}/fd`));
  return pid === undefined ? null : Number(pid);
}

/** `__SO_ACCEPTCON` in the flags of a socket. */
const ACCEPTS = 0x1_0000;

/** The mount namespace of a process, which decides the files that it sees. */
function filesOf(pid: number | 'self'): string | null {
  return linkOf(`/proc/${pid}/ns/mnt`);
}

function linkOf(path: string): string | null {
  try {
    return readlinkSync(path);
  } catch {
    return null;
  }
}

/** The names in a directory; empty if it is gone or belongs to another user. */
function namesIn(dir: string): string[] {
  try {
    return readdirSync(dir);
  } catch {
    return [];
  }
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
