import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { system } from '../system.ts';
import type { Holder } from './holder.ts';
import { startTimeOf } from './identity.ts';
import { runtimeSocket, usualSocket } from './socket-paths.ts';

/**
 * The supervisor that listens for a project, whatever was deleted: Linux knows a socket by the path that it was bound to for
 * as long as somebody listens on it. So a supervisor is found even when both of its locks are gone, until it puts them back.
 * Null on other systems, and for one that does not listen yet.
 */
export function listenerOf(project: {
  readonly dir: string;
  readonly projectId: string;
  /** Where its state belongs. */
  readonly stateDir: string;
  readonly dirs: readonly string[];
}): Holder | null {
  if (system().platform !== 'linux') return null;
  const { dir, projectId, stateDir, dirs } = project;
  const states = [stateDir, ...dirs.map((each) => join(each, projectId))];
  const inodes = listening([...states.map(usualSocket), ...dirs.map((each) => runtimeSocket(each, projectId))]);
  for (const [inode, socket] of inodes) {
    const pid = ownerOf(inode);
    if (pid === null) continue;
    const startTime = startTimeOf(pid);
    // One that was killed keeps its socket until its last thread is gone. Containers with the network of this machine may
    // have files of the same name.
    if (startTime === null || filesOf(pid) !== filesOf('self')) continue;
    const state = states.find((each) => usualSocket(each) === socket) ?? stateDir;
    return {
      pid,
      startTime,
      session: '',
      dir,
      project: projectId,
      stateDir: state,
      socket,
      version: '',
    };
  }
  return null;
}

/** The sockets with one of these paths on which somebody listens, by inode. */
function listening(paths: readonly string[]): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const line of readText('/proc/net/unix').split('\n')) {
    const [, flags = '', inode = '', path = ''] = /^\S+: \S+ \S+ (\S+) \S+ \S+ +(\d+) (.+)$/.exec(line) ?? [];
    if (paths.includes(path) && (Number.parseInt(flags, 16) & ACCEPTS) !== 0) found.set(inode, path);
  }
  return found;
}

/** Who has a socket open, of those whose descriptors we may see. */
function ownerOf(inode: string): number | null {
  const link = `socket:[${inode}]`;
  const has = (dir: string) => namesIn(dir).some((fd) => linkOf(join(dir, fd)) === link);
  const pid = namesIn('/proc').find((name) => /^\d+$/.test(name) && has(`/proc/${name}/fd`));
  return pid === undefined ? null : Number(pid);
}

/** `__SO_ACCEPTCON` in the flags of a socket. */
const ACCEPTS = 0x1_0000;

/** Which files a process sees: its mount namespace. */
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

/** Empty for what is gone, or somebody else's. */
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
