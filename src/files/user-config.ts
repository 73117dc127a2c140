import { homedir } from 'node:os';
import { join } from 'node:path';

/** The file of the user: `~/.config/zdev/config.toml`, below `XDG_CONFIG_HOME` where that is set. */
export function userConfigPath({ XDG_CONFIG_HOME: given, HOME }: NodeJS.ProcessEnv): string {
  // The XDG specification: a relative path is to be ignored.
  const dir = given?.startsWith('/') ? given : join(HOME?.startsWith('/') ? HOME : homedir(), '.config');
  return join(dir, 'zdev', 'config.toml');
}
