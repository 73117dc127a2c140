import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { uptime } from 'node:os';
import { hasProc, tool, toolEnv } from '../../system.ts';
import type { Failed, Found } from './request.ts';

/** 128 + SIGKILL: the exit code of a shell whose command was killed. */
const KILLED = 137;

/** The message of the kernel comes with the kill, but may be noticed this much later. */
const SLACK_S = 5;

const TIMEOUT_MS = 2000;

let killsBefore: number | null = null;
const killedJustNow = createKillCount();

/**
 * Whether the kernel killed a run that ended by SIGKILL because memory was short. Its log or the control group says so.
 */
export async function lookAtMemory({ end }: Failed): Promise<Found | null> {
  if (end?.signal !== 'SIGKILL' && end?.code !== KILLED) return null;
  if (!hasProc()) return null;
  const before = killsBefore;
  const now = killsOfGroup();
  killsBefore = now;
  if (before !== null && now !== null && now > before) return { trouble: { type: 'out-of-memory', of: 'group' } };
  if (!killedJustNow(killsIn('/proc/vmstat'), uptime())) return null;
  const of = killInLog(await kernelLog(), uptime());
  return of === null ? null : { trouble: { type: 'out-of-memory', of } };
}

/**
 * Returns a function that says whether the kernel's log can contain a kill of the last seconds. It uses the kernel's
 * count of such kills (null before Linux 4.13, which has none). The kernel counts before it sends the signal. `dmesg`
 * is a process and takes time in which the service could start again, so it runs only when the count has grown.
 */
export function createKillCount(): (kills: number | null, nowS: number) => boolean {
  let counted = 0;
  let movedAtS = Number.NEGATIVE_INFINITY;
  return (kills, nowS) => {
    if (kills === null) return true;
    if (kills !== counted) movedAtS = nowS;
    counted = kills;
    return nowS - movedAtS < SLACK_S;
  };
}

/** The kill count of version 2 control groups for the group of this process; null if it cannot be read. */
function killsOfGroup(): number | null {
  try {
    const [, path] = /^0::(\/.*)$/m.exec(readFileSync('/proc/self/cgroup', 'utf8')) ?? [];
    return killsIn(`/sys/fs/cgroup${path ?? ''}/memory.events`);
  } catch {
    return null;
  }
}

function killsIn(file: string): number | null {
  try {
    const [, count] = /^oom_kill (\d+)$/m.exec(readFileSync(file, 'utf8')) ?? [];
    return count === undefined ? null : Number(count);
  } catch {
    return null;
  }
}

/** Finds a recent out-of-memory kill in the text of `dmesg`, whose lines begin with seconds since the boot. */
export function killInLog(log: string, nowS: number): 'machine' | 'group' | null {
  for (const line of log.split('\n').reverse()) {
    const [, seconds, group] =
      /^\[\s*(\d+\.\d+)\] (Memory cgroup out of memory: |.*memory cgroup.*)?.*Killed process \d+/i.exec(line) ?? [];
    if (seconds !== undefined && nowS - Number(seconds) < SLACK_S) return group === undefined ? 'machine' : 'group';
  }
  return null;
}

/** The kernel's log; empty if this user may not read it. */
function kernelLog(): Promise<string> {
  return new Promise((resolve) => {
    const options = { timeout: TIMEOUT_MS, env: toolEnv(), maxBuffer: 8 * 1024 * 1024 };
    execFile(tool('dmesg'), [], options, (_error, stdout) => resolve(stdout));
  });
}
