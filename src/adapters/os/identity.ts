import { existsSync, readFileSync } from 'node:fs';
import { hasProc, tool, toolEnv } from '../../system.ts';

/** Identifies a process permanently; a pid alone may be used again. */
export interface ProcessIdentity {
  readonly pid: number;
  /** See `startTimeOf`. Null if the system did not tell. */
  readonly startTime: string | null;
}

/** The identity of this process. */
export function ownIdentity(): ProcessIdentity {
  return { pid: process.pid, startTime: startTimeOf(process.pid) };
}

/**
 * Whether a process still runs; a zombie does not. If the system does not tell when the process with this pid started,
 * the answer is yes: a lock that is kept too long is better than two supervisors.
 */
export function isRunning({ pid, startTime }: ProcessIdentity): boolean {
  if (!exists(pid)) return false;
  const now = look(pid);
  return now === 'unknown' || (now !== null && (startTime === null || now === startTime));
}

/**
 * When a process started, in the unit of the system, independent of locale and time zone. Null when there is no such
 * process (a zombie counts as none), or when the system does not tell.
 */
export function startTimeOf(pid: number): string | null {
  const seen = look(pid);
  return seen === 'unknown' ? null : seen;
}

/** Whether the process with this pid started within 2 s of this time (ms since 1970). Only where `ps` tells. */
export function startedAbout(pid: number, atMs: number): boolean {
  const started = fromPs(pid);
  return started !== null && Math.abs(Date.parse(`${started} UTC`) - atMs) <= 2000;
}

function look(pid: number): string | 'unknown' | null {
  return hasProc() ? fromProc(pid) : fromPs(pid);
}

function exists(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}

/** Field 22 of `/proc/PID/stat`, see proc(5). The command in field 2 may contain blanks and parentheses. */
function fromProc(pid: number): string | 'unknown' | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return fields[0] === 'Z' ? null : (fields[19] ?? 'unknown');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    // Some sandboxes have no /proc at all.
    return (code === 'ENOENT' && existsSync('/proc/self/stat')) || code === 'ESRCH' ? null : 'unknown';
  }
}

/** `ps` exits with 1 when there is no such process. */
function fromPs(pid: number): string | 'unknown' | null {
  try {
    const args = ['-o', 'stat=', '-o', 'lstart=', '-p', String(pid)];
    const { execFileSync } = process.getBuiltinModule('node:child_process');
    const text = execFileSync(tool('ps'), args, { encoding: 'utf8', stdio: 'pipe', env: toolEnv() });
    const [, state, startTime] = /^\s*(\S+)\s+(\S.*?)\s*$/.exec(text) ?? [];
    if (state === undefined || startTime === undefined) return 'unknown';
    return state.startsWith('Z') ? null : startTime;
  } catch (error) {
    return (error as { status?: number }).status === 1 ? null : 'unknown';
  }
}
