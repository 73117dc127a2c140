import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { uptime } from 'node:os';
import { hasProc, tool, toolEnv } from '../../system.ts';
import type { Failed, Found } from './request.ts';

/** 128 + SIGKILL: what a shell exits with when its command was killed. */
const KILLED = 137;

/** The kernel's word comes with the kill, give or take the time it takes to be noticed. */
const SLACK_S = 5;

const TIMEOUT_MS = 2000;

let killsBefore: number | null = null;

/** Whether the kernel killed a run that ended by SIGKILL because memory was short. It says so in its log or in the control group. */
export async function lookAtMemory({ end }: Failed): Promise<Found | null> {
  if (end?.signal !== 'SIGKILL' && end?.code !== KILLED) return null;
  if (!hasProc()) return null;
  const before = killsBefore;
  const now = killsOfGroup();
  killsBefore = now;
  if (before !== null && now !== null && now > before) return { trouble: { type: 'out-of-memory', of: 'group' } };
  const of = killInLog(await kernelLog(), uptime());
  return of === null ? null : { trouble: { type: 'out-of-memory', of } };
}

/** `oom_kill` of the control group of this process (version 2); null where it cannot be read. */
function killsOfGroup(): number | null {
  try {
    const [, path] = /^0::(\/.*)$/m.exec(readFileSync('/proc/self/cgroup', 'latin1')) ?? [];
    const events = readFileSync(`/sys/fs/cgroup${path ?? ''}/memory.events`, 'latin1');
    const [, count] = /^oom_kill (\d+)$/m.exec(events) ?? [];
    return count === undefined ? null : Number(count);
  } catch {
    return null;
  }
}

/** A kill for want of memory just now, in the text of `dmesg`: lines that begin with seconds since the boot. */
export function killInLog(log: string, nowS: number): 'machine' | 'group' | null {
  for (const line of log.split('\n').reverse()) {
    const [, seconds, group] =
      /^\[\s*(\d+\.\d+)\] (Memory cgroup out of memory: |.*memory cgroup.*)?.*Killed process \d+/i.exec(line) ?? [];
    if (seconds !== undefined && nowS - Number(seconds) < SLACK_S) return group === undefined ? 'machine' : 'group';
  }
  return null;
}

/** The kernel's log; empty where it is not for everybody to read. */
function kernelLog(): Promise<string> {
  return new Promise((resolve) => {
    const options = { timeout: TIMEOUT_MS, env: toolEnv(), maxBuffer: 8 * 1024 * 1024 };
    execFile(tool('dmesg'), [], options, (_error, stdout) => resolve(stdout));
  });
}
