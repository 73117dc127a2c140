import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Before all tests: zdev gets a cache directory that is removed afterwards, instead of the user's. */
export function setup(): () => void {
  const dir = mkdtempSync(join(tmpdir(), 'zdev-test-cache-'));
  process.env['XDG_CACHE_HOME'] = dir;
  return () => rmSync(dir, { recursive: true, force: true, maxRetries: 3 });
}
