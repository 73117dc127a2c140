import { readFileSync } from 'node:fs';
import type { ContainerEngine, ContainerState } from '../../runtime/container-ports.ts';
import { hasProc } from '../../system.ts';
import { familyOf } from './kin.ts';
import { pageSize, readStat, TICKS_PER_SECOND } from './scan-linux.ts';
import type { Member } from './table.ts';

/** The processes in a container, if its engine is on this machine and the system tells; null otherwise. */
export async function membersOf(engine: ContainerEngine, name: string): Promise<readonly Member[] | null> {
  const state = hasProc() ? await engine.inspect(name) : null;
  if (state === null || !isOfThisMachine(state)) return null;
  return familyOf(state.pid).flatMap((pid) => memberOf(pid) ?? []);
}

/**
 * Whether the container runs on this machine. On another machine, the pid would mean another process; the control group
 * or the parent shows it.
 */
function isOfThisMachine({ pid, id, running }: ContainerState): boolean {
  if (!running || pid <= 1 || id === '') return false;
  const parent = readStat(pid)?.ppid ?? 0;
  return [`/proc/${pid}/cgroup`, `/proc/${parent}/cmdline`].some((path) => textOf(path).includes(id));
}

function memberOf(pid: number): Member | null {
  const stat = readStat(pid);
  if (stat === null || stat.dead) return null;
  const uptime = Number.parseFloat(textOf('/proc/uptime')) || 0;
  return {
    pid,
    ppid: stat.ppid,
    pgid: stat.pgid,
    state: stat.state,
    memoryBytes: stat.pages * pageSize(),
    cpuMs: (stat.cpuTicks / TICKS_PER_SECOND) * 1000,
    ageMs: (uptime - Number(stat.startTime) / TICKS_PER_SECOND) * 1000,
  };
}

/** The text of a file; empty if it cannot be read. */
function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
