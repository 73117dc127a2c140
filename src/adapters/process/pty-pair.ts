import { spawn } from 'node:child_process';
import { closeSync, constants, openSync } from 'node:fs';
import { ReadStream } from 'node:tty';
import type { NativePty } from 'node-pty/requireBinary.js';
import type { SignalName } from '../../core/service.ts';
import { hideFromChildren, withoutHidden } from '../../files/hidden-descriptors.ts';
import type { LaunchRequest } from './launch.ts';
import { errorOf } from './spawn.ts';
import { SHELL } from './spawn-error.ts';

/** A script for a shell on a new terminal, with `$0` and its arguments. */
export interface PtyRequest extends Pick<LaunchRequest, 'dir' | 'env' | 'size'> {
  readonly script: string;
  readonly args: readonly string[];
}

/** A program that runs on a terminal, and zdev's end of that terminal. */
export interface PtyProgram {
  readonly pid: number;
  readonly fd: number;
  readonly stream: ReadStream;
  resize(cols: number, rows: number): void;
  write(data: string | Buffer): void;
  onExit(listener: (code: number | null, signal: SignalName | null) => void): void;
}

/**
 * Makes the shell's terminal its controlling terminal: the leader of a session gets the first one that it opens. The
 * path in `/proc` is correct in every container.
 */
const TAKE_TERMINAL = 'exec 0<>/proc/self/fd/0 1>&0 2>&0\n';

/**
 * Starts a shell on a new terminal (Linux) as an ordinary child. node-pty's own `spawn` starts a thread for each child,
 * which waits for its end. With the stacks of a thousand threads, each fork takes 12 ms instead of 2. Rejects with the
 * error of the system.
 */
export async function startOnPair(
  native: NativePty,
  { script, args, dir, env, size }: PtyRequest,
): Promise<PtyProgram> {
  const { master, slave: opened } = native.open(size.columns, size.rows);
  const stream = new ReadStream(master);
  stream.on('error', () => {}); // 'close' follows
  // node-pty does not mark it as zdev's own.
  stream.on('close', hideFromChildren(master));
  let slave = opened;
  try {
    // Every child would inherit the descriptor that node-pty opened, and reads from it would not wait. So it is opened again.
    slave = openSync(`/proc/self/fd/${opened}`, constants.O_RDWR | constants.O_NOCTTY);
    closeSync(opened);
    const child = spawn(SHELL, ['-c', TAKE_TERMINAL + script, ...args], {
      ...{ cwd: dir, env, detached: true },
      stdio: withoutHidden([slave, slave, slave]),
    });
    if (child.pid === undefined) throw await errorOf(child);
    return {
      ...{ pid: child.pid, fd: master, stream },
      resize: (cols, rows) => native.resize(master, cols, rows),
      write: (data) => void stream.write(data),
      onExit: (listener) => void child.on('exit', (code, signal) => listener(code, signal as SignalName | null)),
    };
  } catch (error) {
    stream.destroy();
    throw error;
  } finally {
    closeSync(slave);
  }
}
