import { homedir } from 'node:os';
import { join } from 'node:path';

/** The user's config file: `~/.config/zdev/config.toml`, or below `XDG_CONFIG_HOME` if that is set. */
export function userConfigPath({ XDG_CONFIG_HOME: given, HOME }: NodeJS.ProcessEnv): string {
  // The XDG specification says to ignore a relative path.
  const dir = given?.startsWith('/') ? given : join(HOME?.startsWith('/') ? HOME : homedir(), '.config');
  return join(dir, 'zdev', 'config.toml');
}
