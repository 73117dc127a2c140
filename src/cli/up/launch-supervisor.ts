import { type ChildProcess, spawn } from 'node:child_process';
import type { Duplex } from 'node:stream';
import { createLineReader } from '../../rpc/line-reader.ts';
import { SUPERVISE } from '../args/options.ts';
import { READY_FD } from './handshake.ts';

/** A started supervisor, and the pipe on which it talks. */
export interface Launched {
  readonly child: ChildProcess;
  readonly channel: Duplex;
}

/** Longer than any message of a supervisor. */
const MAX_LINE_BYTES = 16 * 1024 * 1024;

/** Starts this program as a supervisor in its own session, so that no key and no end of a terminal reaches it. */
export function launchSupervisor(options: {
  /** Options and names, as for `up`. */
  readonly args: readonly string[];
  /** Where its stdout and stderr go. */
  readonly output: readonly [number | 'ignore', number | 'pipe'];
  /** The file of this program. */
  readonly program?: string;
  /** Called with each line on `READY_FD`, parsed as JSON. */
  readonly onLine: (line: unknown) => void;
  /** Called if it could not be started. */
  readonly onError: (error: Error) => void;
}): Launched {
  const { args, output, program = process.argv[1] as string } = options;
  const child = spawn(process.execPath, [program, SUPERVISE.name, ...args], {
    detached: true,
    stdio: ['ignore', ...output, 'pipe'],
  });
  child.on('error', options.onError);
  const channel = child.stdio[READY_FD] as Duplex;
  const reader = createLineReader({
    maxBytes: MAX_LINE_BYTES,
    onLine: (line) => options.onLine(JSON.parse(line.toString())),
  });
  channel.on('data', (chunk: Buffer) => void reader.write(chunk));
  channel.on('error', () => {}); // 'close' follows
  return { child, channel };
}
