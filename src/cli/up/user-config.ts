import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { Diagnostic } from '../../config/diagnostic.ts';
import type { UserConfig } from './read-user-config.ts';

export type { UserConfig } from './read-user-config.ts';

/** The file of the user: `~/.config/zdev/config.toml`, below `XDG_CONFIG_HOME` where that is set. */
export function userConfigPath({ XDG_CONFIG_HOME: given, HOME }: NodeJS.ProcessEnv): string {
  // The XDG specification: a relative path is to be ignored.
  const dir = given?.startsWith('/') ? given : join(HOME?.startsWith('/') ? HOME : homedir(), '.config');
  return join(dir, 'zdev', 'config.toml');
}

/** The user's config, and what is wrong with it. Most users have none, and wait for nothing. */
export async function loadUserConfig(
  env: NodeJS.ProcessEnv,
): Promise<{ readonly config: UserConfig; readonly diagnostics: readonly Diagnostic[] }> {
  const path = userConfigPath(env);
  if (!existsSync(path)) return { config: { theme: 'auto', keys: {} }, diagnostics: [] };
  const { readUserConfig } = await import('./read-user-config.ts');
  return readUserConfig(path);
}
