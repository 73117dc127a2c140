import { openDisk } from '../../config/disk.ts';
import type { Sources } from '../../config/sources.ts';
import { fingerprint } from '../../files/fingerprint.ts';

/** The config files whose text has changed since they were read, as the user would write them. */
export function changedConfig({ config }: Sources, cwd: string): string[] {
  const disk = openDisk(cwd);
  return [...config].flatMap(([path, { source, print }]) => {
    if (fingerprint(path) === print) return [];
    const now = disk.read(path);
    const isSame = 'text' in source && 'text' in now && source.text === now.text;
    return isSame ? [] : [disk.show(path)];
  });
}

/** The env files that were written, created or removed since then. */
export function changedEnvFiles({ env }: Sources, cwd: string): string[] {
  const disk = openDisk(cwd);
  return [...env].flatMap(([path, print]) => (fingerprint(path) === print ? [] : [disk.show(path)]));
}
