import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** Whether a process lives; a zombie does not. */
export function lives(pid: number): boolean {
  return !['', 'Z', 'X'].includes(stateOf(pid));
}

/** Whether a process waits for something: it has nothing to do, and has not been kept from doing it. */
export function rests(pid: number): boolean {
  return stateOf(pid) === 'S';
}

function stateOf(pid: number): string {
  try {
    if (process.platform !== 'linux')
      return execFileSync('ps', ['-o', 'stat=', '-p', `${pid}`], { encoding: 'utf8' })[0] ?? '';
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    return stat.charAt(stat.lastIndexOf(')') + 2);
  } catch {
    return '';
  }
}

/** Ends processes of a test, gone or not. */
export function killAll(pids: readonly number[]): void {
  for (const pid of pids) {
    try {
      if (pid > 1) process.kill(pid, 'SIGKILL');
    } catch {}
  }
}
