import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * Before all tests: zdev gets a cache directory that is removed afterwards, and a config of a user without an edge, instead
 * of the user's.
 */
export function setup(): () => void {
  const dir = mkdtempSync(join(tmpdir(), 'zdev-test-cache-'));
  process.env['XDG_CACHE_HOME'] = dir;
  process.env['XDG_CONFIG_HOME'] = fileURLToPath(new URL('../fixtures/user', import.meta.url));
  return () => rmSync(dir, { recursive: true, force: true, maxRetries: 3 });
}
