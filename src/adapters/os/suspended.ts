import { readFileSync } from 'node:fs';
import { hasProc, tool, toolEnv } from '../../system.ts';

/** Whether a process is suspended, by SIGSTOP or by its terminal. */
export function isSuspended(pid: number): boolean {
  try {
    if (!hasProc()) {
      const { execFileSync } = process.getBuiltinModule('node:child_process');
      return execFileSync(tool('ps'), ['-o', 'stat=', '-p', `${pid}`], { env: toolEnv(), encoding: 'utf8' }).startsWith(
        'T',
      );
    }
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat[stat.lastIndexOf(')') + 2] === 'T';
  } catch {
    return false;
  }
}
