import { statSync } from 'node:fs';

/**
 * Changes whenever a file is written, replaced, made or removed. A pipe has the same for ever: only reading it would
 * tell, and who writes to it may be asked for a password each time.
 */
export function fingerprint(path: string): string {
  try {
    const stats = statSync(path, { throwIfNoEntry: false });
    if (stats === undefined) return 'missing';
    if (!stats.isFile()) return 'no file';
    return `${stats.dev}:${stats.ino}:${stats.size}:${stats.mtimeMs}:${stats.ctimeMs}`;
  } catch {
    return 'unreadable';
  }
}
