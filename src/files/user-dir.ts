import { mkdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { makePrivateDir } from './private-dir.ts';
import { openRuntimeDir } from './runtime-dir.ts';

/**
 * The directory for what a user's projects share and what must survive a restart of the machine: `zdev` in the user's
 * state directory. If that is impossible (no home, or a read-only one), or `ZDEV_RUNTIME_DIR` names another place, the
 * runtime directory. Null if there is neither.
 */
export function openUserDir(environ: NodeJS.ProcessEnv = process.env): string | null {
  if (environ['ZDEV_RUNTIME_DIR']) return openRuntimeDir();
  const { XDG_STATE_HOME: given, HOME } = environ;
  const home = HOME?.startsWith('/') ? HOME : homedir();
  const above = given?.startsWith('/') ? given : join(home, '.local', 'state');
  const dir = join(above, 'zdev');
  try {
    mkdirSync(above, { recursive: true, mode: 0o700 });
  } catch {
    return openRuntimeDir();
  }
  return makePrivateDir(dir).ok ? dir : openRuntimeDir();
}
