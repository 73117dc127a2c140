import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync } from 'node:fs';
import type { SignalName } from '../../core/service.ts';
import { withoutHidden } from '../../files/hidden-descriptors.ts';
import { closeFifo, type Fifo } from './fifo.ts';
import type { Launched, LaunchRequest } from './launch.ts';
import { connect } from './output.ts';
import { fifoSource, streamSource } from './pipe-source.ts';
import { describeSpawnError, SHELL } from './spawn-error.ts';

/**
 * Starts a command with stdout and stderr in one pipe. Without a named pipe it uses one of Node's, where `/dev/stderr`
 * cannot be opened. Rejects with an `Error` whose message is for the user.
 */
export async function launchPiped(request: LaunchRequest, fifo: Fifo | null): Promise<Launched> {
  try {
    const child = fifo === null ? startWithNodePipe(request) : startWithFifo(request, fifo.childFd);
    if (child.pid === undefined) throw await errorOf(child);
    child.on('exit', (code, signal) => request.exited(code, signal as SignalName | null));
    const output = connect(request.sink, (events) => {
      return fifo === null ? streamSource(child.stdout!, events) : fifoSource(fifo.readFd, events);
    });
    if (fifo !== null) closeSync(fifo.childFd);
    return { pid: child.pid, output };
  } catch (error) {
    if (fifo !== null) closeFifo(fifo);
    throw new Error(describeSpawnError(error, request.dir));
  }
}

function startWithFifo({ command, dir, env, stdin, sockets }: LaunchRequest, fd: number): ChildProcess {
  const stdio: ('ignore' | 'pipe' | number)[] = [stdin ?? 'ignore', fd, fd, ...behind(sockets, 3)];
  return spawn(SHELL, ['-c', command], { cwd: dir, env, detached: true, stdio: withoutHidden(stdio) });
}

function startWithNodePipe({ command, dir, env, stdin, sockets }: LaunchRequest): ChildProcess {
  const merged = `exec 2>&1\n${command}`;
  const stdio: ('ignore' | 'pipe' | number)[] = [stdin ?? 'ignore', 'pipe', 'ignore', ...behind(sockets, 3)];
  return spawn(SHELL, ['-c', merged], { cwd: dir, env, detached: true, stdio: withoutHidden(stdio) });
}

/** The first of the descriptors that a command will get as 3 and following. A leader uses those itself. */
export const SOCKETS_FROM = 6;

/** Places the sockets, if this many descriptors come before them. */
export function behind(sockets: readonly number[] = [], before: number): ('ignore' | number)[] {
  if (sockets.length === 0) return [];
  return [...Array.from({ length: SOCKETS_FROM - before }, () => 'ignore' as const), ...sockets];
}

/** Node reports some errors of spawn by throwing, and others through this event. */
export function errorOf(child: ChildProcess): Promise<Error> {
  return new Promise((resolve) => {
    child.once('error', resolve);
  });
}
