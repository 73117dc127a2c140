import { join } from 'node:path';
import { logDirName } from '../../adapters/log/store-names.ts';

/** The directory with the output of a service, one file for each run. */
export function logPathOf(stateDir: string, name: string): string {
  return join(stateDir, 'logs', logDirName(name));
}
