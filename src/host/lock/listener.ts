import { join } from 'node:path';
import { listenersOn } from '../../adapters/os/unix-sockets.ts';
import { runtimeSocket, usualSocket } from '../socket-paths.ts';
import type { Holder } from './holder.ts';

/**
 * Finds the supervisor that listens for a project, even if its locks were deleted. Linux knows the path of a bound
 * socket while a process listens on it, so the supervisor is found until it restores its locks. Null on other systems,
 * and for a supervisor that does not listen yet.
 */
export function listenerOf(project: {
  readonly dir: string;
  readonly projectId: string;
  /** Its usual state directory. */
  readonly stateDir: string;
  readonly dirs: readonly string[];
}): Holder | null {
  const { dir, projectId, stateDir, dirs } = project;
  const states = [stateDir, ...dirs.map((each) => join(each, projectId))];
  const paths = [...states.map(usualSocket), ...dirs.map((each) => runtimeSocket(each, projectId))];
  const [found] = listenersOn(paths);
  if (found === undefined) return null;
  const { pid, startTime, path: socket } = found;
  const state = states.find((each) => usualSocket(each) === socket) ?? stateDir;
  return { pid, startTime, session: '', dir, project: projectId, stateDir: state, socket, version: '' };
}
