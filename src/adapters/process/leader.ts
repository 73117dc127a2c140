import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import type { RunIdentity } from '../../core/restored.ts';
import { hasProc } from '../../system.ts';
import { MARKER, markerIn } from './marker.ts';
import { readStat } from './scan-linux.ts';
import { ps } from './scan-ps.ts';

/** When a process started, in the unit of the system; null when there is none, a zombie counting as none. */
export async function startTimeOf(pid: number): Promise<string | null> {
  if (hasProc()) return startTimeNow(pid);
  return (await ps(['-o', 'lstart=', '-p', String(pid)]))[0]?.trim() ?? null;
}

/** Whether the leader of a run still lives: the same pid, started at the same time, with the marker of the run. */
export function isLeader({ pid, startTime }: Pick<RunIdentity, 'pid' | 'startTime'>, marker: string): boolean {
  if (hasProc()) return startTimeNow(pid) === startTime && environHas(pid, marker);
  try {
    const args = ['-Eww', '-o', 'lstart=,command=', '-p', String(pid)];
    const line = `${execFileSync('ps', args, { encoding: 'utf8', stdio: 'pipe' }).trim()} `;
    return line.startsWith(startTime) && line.includes(` ${MARKER}=${marker} `);
  } catch {
    return false;
  }
}

/** The cheap look at a leader that was found to be one. */
export function leaderLives({ pid, startTime }: Pick<RunIdentity, 'pid' | 'startTime'>): boolean {
  if (hasProc()) return startTimeNow(pid) === startTime;
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

function startTimeNow(pid: number): string | null {
  const stat = readStat(pid);
  return stat === null || stat.dead ? null : stat.startTime;
}

function environHas(pid: number, marker: string): boolean {
  try {
    return markerIn(readFileSync(`/proc/${pid}/environ`)) === marker;
  } catch {
    return false;
  }
}
