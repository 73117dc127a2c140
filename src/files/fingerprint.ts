import { statSync } from 'node:fs';

/**
 * Changes whenever a file is written, replaced, created or removed. The fingerprint of a pipe never changes: only
 * reading it would show a change, and its writer may ask for a password each time.
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
