import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { runtimeDirs, trustedRuntimeDirs } from '../../files/runtime-dir.ts';
import { usualSocket } from '../socket-paths.ts';
import { type Holder, isHeld, readLock } from './holder.ts';

/** A project whose supervisor runs on this machine, as this user. */
export interface RunningProject extends Pick<Holder, 'pid' | 'startTime' | 'version' | 'project'> {
  /** Absolute path. */
  readonly dir: string;
  readonly socket: string;
  /** Whether every port of the project is a leased one. */
  readonly isolated: boolean;
}

/**
 * Lists all running projects, by directory, from the locks in the runtime directories. The lock of a killed supervisor
 * stays until the project is gone, so that the next supervisor knows that it must clear up.
 */
export function listProjects(dirs = runtimeDirs()): RunningProject[] {
  const projects = trustedRuntimeDirs(dirs).flatMap((dir) => {
    return list(dir).flatMap((name) => readProject(join(dir, name)));
  });
  const bySocket = new Map(projects.map((project) => [project.socket, project]));
  return [...bySocket.values()].sort((a, b) => (a.dir + a.socket < b.dir + b.socket ? -1 : 1));
}

function readProject(path: string): RunningProject[] {
  const lock = readLock(path);
  if (lock === null) return [];
  if (lock !== 'damaged') {
    const { pid, startTime, dir, stateDir, version, project, isolated = false } = lock;
    if (isHeld(lock))
      return [{ pid, startTime, dir, version, project, isolated, socket: lock.socket ?? usualSocket(stateDir) }];
    if (existsSync(dir)) return [];
  }
  rmSync(path, { force: true });
  return [];
}

function list(dir: string): string[] {
  try {
    return readdirSync(dir).filter((name) => name.endsWith('.json'));
  } catch {
    return [];
  }
}
