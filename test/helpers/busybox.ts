import { existsSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { system } from '../../src/system.ts';
import { envFor, type StandIn } from './mac.ts';
import { tempDir } from './temp.ts';

const BUSYBOX = ['/bin/busybox', '/usr/bin/busybox'].find((path) => existsSync(path));

/** Tests with busybox are skipped where it is not installed. */
export const hasBusybox = BUSYBOX !== undefined;

/** For the current test: the environment for programs whose tools of the system are those of busybox. */
export function busyboxEnv(): StandIn['env'] {
  const dir = tempDir();
  for (const name of ['grep', 'sleep', 'ps', 'mkfifo']) symlinkSync(BUSYBOX ?? '', join(dir, name));
  return envFor({ platform: system().platform, toolDirs: [dir] });
}
