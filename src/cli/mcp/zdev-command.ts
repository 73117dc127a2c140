import { spawn } from 'node:child_process';
import { forPeople } from '../../safe/people.ts';

/** What a zdev command printed (stdout and stderr in the order in which they came), and its exit status. */
export interface CommandResult {
  readonly status: number;
  readonly text: string;
}

/** How much of the beginning and the end of the output is kept. An agent reads every byte that it gets. */
const HEAD_BYTES = 4 * 1024;
const TAIL_BYTES = 12 * 1024;

/** Where a command runs, and how long. */
export interface CommandOptions {
  readonly cwd: string;
  /** Aborted when the caller no longer wants the answer. The command is then ended. */
  readonly signal: AbortSignal;
  /** The command is ended after this time. */
  readonly timeoutMs: number;
}

/** Runs a command of this zdev in a separate process, as a user would, with no input. Never rejects. */
export function runZdevCommand(
  args: readonly string[],
  { cwd, signal, timeoutMs }: CommandOptions,
): Promise<CommandResult> {
  return new Promise((resolve) => {
    const env = { ...process.env, NO_COLOR: '1', FORCE_COLOR: undefined };
    const child = spawn(process.execPath, [process.argv[1] as string, ...args], {
      cwd,
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const output = createExcerpt();
    let late = false;
    const timer = setTimeout(() => {
      late = true;
      child.kill('SIGTERM');
    }, timeoutMs);
    const abort = () => void child.kill('SIGTERM');
    signal.addEventListener('abort', abort);
    child.stdout.on('data', output.add);
    child.stderr.on('data', output.add);
    const end = (status: number, more = '') => {
      clearTimeout(timer);
      signal.removeEventListener('abort', abort);
      resolve({ status, text: forPeople(output.text() + more) });
    };
    child.on('error', (error) => end(70, `cannot start zdev: ${error.message}`));
    child.on('close', (code) => end(code ?? 1, late ? `ended after ${Math.round(timeoutMs / 1000)} s` : ''));
  });
}

/** Keeps the beginning and the end of a text of any length. */
export function createExcerpt(headBytes = HEAD_BYTES, tailBytes = TAIL_BYTES) {
  let head = Buffer.alloc(0);
  let tail = Buffer.alloc(0);
  let lost = 0;
  return {
    add(chunk: Buffer): void {
      const room = Math.max(headBytes - head.length, 0);
      head = Buffer.concat([head, chunk.subarray(0, room)]);
      const all = Buffer.concat([tail, chunk.subarray(room)]);
      tail = all.subarray(Math.max(all.length - tailBytes, 0));
      lost += all.length - tail.length;
    },
    text(): string {
      const middle = lost > 0 ? `\n[${lost} bytes are left out here]\n` : '';
      return `${head}${middle}${tail}`;
    },
  };
}
