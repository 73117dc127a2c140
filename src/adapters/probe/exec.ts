import { type ChildProcess, spawn } from 'node:child_process';
import type { Readable } from 'node:stream';
import { stripVTControlCharacters } from 'node:util';
import type { ProbeOutcome, ProbeRequest, Prober } from '../../runtime/ports.ts';
import { attempt, failure, PASSED } from './attempt.ts';

/** Kept of the output, from its end: enough for the last line. */
const TAIL_BYTES = 4096;
const LINE_CHARS = 200;

/** How long the output may still come after the exit: a process that left the group can hold the pipe for ever. */
const DRAIN_MS = 100;

/**
 * Passes when the command exits with 0. It runs in the directory and with the environment of the service, in a process
 * group of its own, and whatever is left of that group at the end, on timeout or on abort is killed.
 */
export const probeExec: Prober = (request) =>
  attempt(request, (settle) => {
    const child = run(request);
    if (child instanceof Error) {
      settle(failure(`cannot run the check: ${child.message}`));
      return () => {};
    }
    const [stdout, stderr] = [tail(child.stdout), tail(child.stderr)];
    let drain: NodeJS.Timeout | undefined;
    let released = false;
    child.once('error', (error) => settle(failure(spawnError(error, request))));
    child.once('exit', (code, signal) => {
      killGroup(child);
      if (released) return;
      const report = () => settle(verdict({ code, signal, line: lastLine(stderr()) || lastLine(stdout()) }));
      child.once('close', report);
      drain = setTimeout(report, DRAIN_MS);
    });
    return () => {
      released = true;
      clearTimeout(drain);
      if (child.exitCode === null && child.signalCode === null) killGroup(child);
      child.stdout?.destroy();
      child.stderr?.destroy();
    };
  });

function run({ health, dir, env }: ProbeRequest): ChildProcess | Error {
  try {
    return spawn('/bin/sh', ['-c', health.target], {
      cwd: dir,
      env: { ...process.env, ...env },
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  } catch (error) {
    return error as Error;
  }
}

/** Collects the end of a stream; there is none when the process could not be made. */
function tail(stream: Readable | null): () => string {
  let kept = Buffer.alloc(0);
  stream?.on('data', (chunk: Buffer) => {
    kept = Buffer.concat([kept, chunk]).subarray(-TAIL_BYTES);
  });
  return () => kept.toString();
}

/** The system says ENOENT of the shell when it is the directory that is missing. */
function spawnError(error: NodeJS.ErrnoException, { dir }: ProbeRequest): string {
  return error.code === 'ENOENT'
    ? `cannot run the check: no directory ${dir}`
    : `cannot run the check: ${error.message}`;
}

function killGroup({ pid }: ChildProcess): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // Nobody is left.
  }
}

function verdict(end: { code: number | null; signal: string | null; line: string }): ProbeOutcome {
  if (end.code === 0) return PASSED;
  const cause = end.signal === null ? `exit ${end.code}` : `killed by ${end.signal}`;
  return { ok: false, error: end.line ? `${cause}: ${end.line}` : cause, answered: true };
}

function lastLine(output: string): string {
  const lines = stripVTControlCharacters(output).split(/[\r\n]+/);
  return (lines.findLast((line) => line.trim() !== '') ?? '').trim().slice(0, LINE_CHARS);
}
