import { spawn } from 'node:child_process';
import { closeSync, constants, openSync } from 'node:fs';
import { ReadStream } from 'node:tty';
import type { NativePty } from 'node-pty/requireBinary.js';
import type { SignalName } from '../../core/service.ts';
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

/** zdev's ends of all terminals, by their descriptors. */
const masters = new Map<number, ReadStream>();
/** What children get as these descriptors and those below. */
const places: ('ignore' | number)[] = [];
let nothing: number | undefined;

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
  hide(master, stream);
  let slave = opened;
  try {
    // Every child would inherit the descriptor that node-pty opened, and reads from it would not wait. So it is opened
    // again.
    slave = openSync(`/proc/self/fd/${opened}`, constants.O_RDWR | constants.O_NOCTTY);
    closeSync(opened);
    const child = spawn(SHELL, ['-c', TAKE_TERMINAL + script, ...args], {
      ...{ cwd: dir, env, detached: true },
      stdio: [slave, slave, slave, ...places.slice(3)],
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

/**
 * Hides zdev's ends from a child, which would inherit them because node-pty does not mark them. The child would keep
 * the terminals, including its own, from hanging up when zdev dies. So it gets `/dev/null` in their places.
 */
function hide(master: number, stream: ReadStream): void {
  nothing ??= openSync('/dev/null', constants.O_RDWR);
  while (places.length < master) places.push('ignore');
  places[master] = nothing;
  masters.set(master, stream);
  stream.on('close', () => {
    // Another terminal may have the number by now.
    if (masters.get(master) !== stream) return;
    masters.delete(master);
    places[master] = 'ignore';
    while (places.at(-1) === 'ignore') places.pop();
  });
}
