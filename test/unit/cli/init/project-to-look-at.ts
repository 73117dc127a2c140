import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { discoverServices } from '../../../../src/cli/init/discover.ts';
import type { Found } from '../../../../src/cli/init/found.ts';
import { openDisk } from '../../../../src/config/disk.ts';
import { makeFiles } from '../../config/project.ts';

/** What is seen in a directory with these files; those in `bin` are programs on the PATH. */
export async function look(files: Readonly<Record<string, string>>) {
  const dir = makeFiles(files);
  for (const name of Object.keys(files)) if (name.startsWith('bin/')) chmodSync(join(dir, name), 0o755);
  return discoverServices({ dir, disk: openDisk(dir), environ: { PATH: join(dir, 'bin') } });
}

export const brief = ({ name, from, table }: Found) => `${name} ${from} ${table.exec ?? ''}`.trim();

export async function seen(files: Readonly<Record<string, string>>): Promise<string[]> {
  return (await look(files)).services.map(brief);
}

export const scripts = (dev: string, more: object = {}) => JSON.stringify({ name: 'app', scripts: { dev }, ...more });
