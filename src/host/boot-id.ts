import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** The same until the machine starts anew; empty where the system does not tell. */
export function bootId(): string {
  known ??= read();
  return known;
}

let known: string | undefined;

function read(): string {
  try {
    if (process.platform === 'linux') return readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').trim();
    return execFileSync('sysctl', ['-n', 'kern.bootsessionuuid'], { encoding: 'utf8', stdio: 'pipe' }).trim();
  } catch {
    return '';
  }
}
