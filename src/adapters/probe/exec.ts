import { type ChildProcess, spawn } from 'node:child_process';
import type { SignalName } from '../../core/service.ts';
import { withoutHidden } from '../../files/hidden-descriptors.ts';
import type { ProbeOutcome, ProbeRequest, Prober } from '../../runtime/ports.ts';
import { attempt, failure, passed } from './attempt.ts';
import { createExcerpt, type Excerpt } from './excerpt.ts';

/** How long output is read after the exit: a process that left the group can hold the pipe for ever. */
const DRAIN_MS = 100;

/**
 * Passes when the command exits with 0. It runs in the directory and with the environment of the service, in its own
 * process group. The rest of the group is killed at the end, after a timeout and after an abort.
 */
export const probeExec: Prober = (request) =>
  attempt(request, (settle) => {
    const child = run(request);
    if (child instanceof Error) {
      settle(failure(`cannot run the check: ${child.message}`));
      return () => {};
    }
    const output = createExcerpt();
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', output.add);
    let drain: NodeJS.Timeout | undefined;
    let released = false;
    child.once('error', (error) => settle(failure(spawnError(error, request))));
    child.once('exit', (code, signal) => {
      killGroup(child);
      if (released) return;
      const report = () => settle(verdict({ code, signal, ...output.lines() }));
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
      stdio: withoutHidden(['ignore', 'pipe', 'pipe']),
    });
  } catch (error) {
    return error as Error;
  }
}

/** If the directory is missing, the system reports ENOENT for the shell. */
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
    // The group is already gone.
  }
}

function verdict(
  end: { code: number | null; signal: NodeJS.Signals | null } & ReturnType<Excerpt['lines']>,
): ProbeOutcome {
  if (end.code === 0) return passed();
  const { code, signal, first, omitted, last } = end;
  const error = { type: 'command', code, signal: signal as SignalName | null, first, omitted, last } as const;
  return { ok: false, error, answered: true };
}
