import type { SignalName } from '../../core/service.ts';
import { hasProc } from '../../system.ts';
import { listPids, readStat } from './scan-linux.ts';
import { ps } from './scan-ps.ts';

/** Whether anything is left of a process group, zombies included. */
export function groupExists(pgid: number): boolean {
  try {
    process.kill(-pgid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}

/** Signals a whole group, or one process for a positive id. Who is gone or out of reach is passed over. */
export function sendSignal(id: number, signal: SignalName): void {
  if (Math.abs(id) <= 1) return; // 1 is init, -1 is everybody, 0 is our own group
  try {
    process.kill(id, signal);
  } catch {}
}

/**
 * Whether somebody in the group is really alive. Zombies stay in their group until their parent looks at them, and
 * where process 1 does not (many containers), that is for ever.
 */
export async function groupLives(pgid: number): Promise<boolean> {
  if (hasProc()) {
    return listPids().some((pid) => {
      const stat = readStat(pid);
      return stat?.pgid === pgid && !stat.dead;
    });
  }
  const lines = await ps(['-ax', '-o', 'pgid=,stat=']);
  if (lines.length === 0) return true;
  return lines.some((line) => {
    const [group, state] = line.trim().split(/ +/);
    return Number(group) === pgid && !state?.startsWith('Z');
  });
}
