import { existsSync } from 'node:fs';
import type { Diagnostic } from '../../config/diagnostic.ts';
import { userConfigPath } from '../../files/user-config-path.ts';
import type { UserConfig } from './read-user-config.ts';

export type { UserConfig } from './read-user-config.ts';

/** The user's config, and its mistakes. Most users have none, and wait for nothing. */
export async function loadUserConfig(
  env: NodeJS.ProcessEnv,
): Promise<{ readonly config: UserConfig; readonly diagnostics: readonly Diagnostic[] }> {
  const path = userConfigPath(env);
  if (!existsSync(path)) return { config: { theme: 'auto', notify: 'off', keys: {} }, diagnostics: [] };
  const { readUserConfig } = await import('./read-user-config.ts');
  return readUserConfig(path);
}
