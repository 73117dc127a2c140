import { type ChildProcess, type ChildProcessByStdio, spawn } from 'node:child_process';
import type { Readable } from 'node:stream';
import { withoutHidden } from '../../files/hidden-descriptors.ts';

/** The answer of an engine. */
export interface Answer {
  /** Null when it did not answer in time or was ended. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** Whether the engine could not be started. */
  readonly missing: boolean;
}

/** Answers are short, so no more than this is kept. */
const MAX_BYTES = 1 << 20;

/** Running calls. They are ended with this process, because nobody needs their answers then. */
const asked = new Set<ChildProcess>();

function track(child: ChildProcess): void {
  if (asked.size === 0) process.once('exit', endAll);
  asked.add(child);
  child.once('close', () => {
    asked.delete(child);
    if (asked.size === 0) process.off('exit', endAll);
  });
}

function endAll(): void {
  for (const child of asked) child.kill('SIGKILL');
}

/** Calls a program and waits for its end, at most `timeoutMs`. Never rejects. */
export function call(options: {
  readonly command: string;
  readonly args: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  readonly timeoutMs: number;
  readonly signal?: AbortSignal;
}): Promise<Answer> {
  const { command, args, env, timeoutMs, signal } = options;
  return new Promise((resolve) => {
    const texts = { stdout: '', stderr: '' };
    const child = start(command, args, env);
    if (child === null) return resolve({ code: null, ...texts, missing: true });
    const settle = (code: number | null, missing = false) => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', end);
      resolve({ code, ...texts, missing });
    };
    track(child);
    const end = () => {
      child.kill('SIGKILL');
      child.stdout.destroy();
      child.stderr.destroy();
      settle(null);
    };
    const timer = setTimeout(end, timeoutMs);
    timer.unref();
    signal?.addEventListener('abort', end);
    for (const name of ['stdout', 'stderr'] as const) {
      child[name].setEncoding('utf8').on('data', (text: string) => {
        if (texts[name].length < MAX_BYTES) texts[name] += text;
      });
    }
    child.once('error', () => settle(null, true));
    child.once('close', (code) => settle(code));
    if (signal?.aborted) end();
  });
}

/** Starts a program; null if that fails. */
function start(
  command: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
): ChildProcessByStdio<null, Readable, Readable> | null {
  try {
    return spawn(command, args, { cwd: '/', env, stdio: withoutHidden(['ignore', 'pipe', 'pipe']) });
  } catch {
    return null;
  }
}

/** The time limit for calls that an engine answers at once, unless it hangs. */
export const PROMPT_MS = 10_000;
/** The time limit for calls that may take long on a busy machine. */
export const PATIENT_MS = 60_000;

/** Calls an engine with these arguments. */
export type Ask = (
  args: readonly string[],
  options?: {
    readonly timeoutMs?: number;
    readonly env?: Readonly<Record<string, string>>;
    readonly signal?: AbortSignal;
  },
) => Promise<Answer>;

/** The last line of an engine's error output, without the prefix of its lines. */
export function complaintOf({ stderr, stdout }: Answer): string {
  const lines = (stderr.trim() || stdout.trim()).split('\n');
  return (lines.at(-1) ?? '').replace(
    /^(?:Error(?: response from daemon)?|docker|time="[^"]*" level=fatal msg=)\s*:?\s*/i,
    '',
  );
}
