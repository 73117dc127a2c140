import { readFileSync } from 'node:fs';

/** The limit of this process's address space (`ulimit -v`) in bytes; null if there is none, or no file tells it. */
export function addressSpaceLimitBytes(limits = '/proc/self/limits'): number | null {
  try {
    const bytes = /^Max address space +(\d+)/m.exec(readFileSync(limits, 'latin1'))?.[1];
    return bytes === undefined ? null : Number(bytes);
  } catch {
    return null;
  }
}
