import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { hasProc, tool, toolEnv } from '../../system.ts';

/** An id that is constant until the machine restarts; empty if the system does not tell. */
export function bootId(): string {
  known ??= read();
  return known;
}

let known: string | undefined;

function read(): string {
  try {
    if (hasProc()) return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    return execFileSync(tool('sysctl'), ['-n', 'kern.bootsessionuuid'], {
      encoding: 'utf8',
      stdio: 'pipe',
      env: toolEnv(),
    }).trim();
  } catch {
    return '';
  }
}
