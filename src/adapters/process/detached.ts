import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync } from 'node:fs';
import type { Readable } from 'node:stream';
import type { SignalName } from '../../core/service.ts';
import { detachedScript } from './detached-script.ts';
import { closeFifo, type NamedFifo } from './fifo.ts';
import type { Launched, LaunchRequest } from './launch.ts';
import { connect } from './output.ts';
import { fifoSource } from './pipe-source.ts';
import { keepPipes, type RunFiles, removeRunFiles } from './run-files.ts';
import { exitOf } from './signal-names.ts';
import { behind, errorOf } from './spawn.ts';
import { describeSpawnError, SHELL } from './spawn-error.ts';

let script: string | undefined;

/**
 * Starts a command that outlives this process and can be adopted by another. Rejects with an `Error` whose message is
 * for the user.
 */
export async function launchDetached(request: LaunchRequest, fifo: NamedFifo, files: RunFiles): Promise<Launched> {
  try {
    keepPipes(fifo, files);
    const child = start(request, fifo.childFd, files);
    if (child.pid === undefined) throw await errorOf(child);
    const exit = new Promise<[number | null, SignalName | null]>((resolve) => {
      child.once('exit', (code, signal) => resolve([code, signal as SignalName | null]));
    });
    await underWay(child.stdio[3] as Readable);
    void exit.then(([status, killedBy]) => {
      const { code, signal } = status === null ? { code: null, signal: killedBy } : exitOf(status);
      setImmediate(() => request.exited(code, signal)); // not before this function has returned
    });
    const output = connect(request.sink, (events) => fifoSource(fifo.readFd, events));
    closeSync(fifo.childFd);
    return { pid: child.pid, output, detached: true };
  } catch (error) {
    closeFifo(fifo);
    removeRunFiles(files);
    throw new Error(describeSpawnError(error, request.dir));
  }
}

function start({ command, dir, env, stdin, sockets }: LaunchRequest, fd: number, files: RunFiles): ChildProcess {
  script ??= detachedScript();
  return spawn(SHELL, ['-c', script, 'zdev-run', command, files.notes, files.life], {
    cwd: dir,
    env,
    detached: true,
    stdio: [stdin ?? 'ignore', fd, fd, 'pipe', ...behind(sockets, 4)],
  });
}

/** Settles when signals reach the command, or when it has already ended. */
function underWay(news: Readable): Promise<void> {
  return new Promise((resolve) => {
    const settle = () => {
      news.destroy();
      resolve();
    };
    news.once('data', settle);
    news.once('error', settle);
    news.once('close', settle);
  });
}
