import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { until } from './wait.ts';

/** An empty directory (without links in its path), removed when the test is over. */
export function tempDir(): string {
  const dir = realpathSync(mkdtempSync(join(tmpdir(), 'zdev-test-')));
  onTestFinished(() => until(() => isRemoved(dir), { what: `the end of ${dir}` }));
  return dir;
}

/** False when something that nobody waits for, such as a pipe for the next start, is still being made in there. */
function isRemoved(dir: string): boolean {
  try {
    rmSync(dir, { recursive: true, force: true });
    return true;
  } catch {
    return false;
  }
}
