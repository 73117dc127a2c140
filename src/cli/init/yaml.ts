import { basename, join } from 'node:path';
import type { Config, DeclaredService } from '../../config/config.ts';
import type { Dialect } from '../../config/env/go-dotenv.ts';
import { readGoEnvFiles } from '../../config/env/read-go-env.ts';
import { COMPOSE_FILES, withOverride } from '../../config/find.ts';
import { readYaml } from '../../config/import/read.ts';
import { importDeclared, type Noted } from './declared.ts';
import { type Discovery, type LeftOut, NOTHING, nameOf, readFile, type Surroundings } from './found.ts';

/** `process-compose.yaml`. */
export const findProcessCompose = (around: Surroundings) => findYaml(around, /^["']?processes["']?\s*:/m);

/** Finds `compose.yaml`. Also reports files of both kinds that cannot be read, so that each is reported once. */
export async function findCompose(around: Surroundings): Promise<Discovery> {
  const found = await findYaml(around, /^["']?services["']?\s*:/m);
  return { ...found, leftOut: [...(found.leftOut ?? []), ...unreadable(around)] };
}

function unreadable(around: Surroundings): LeftOut[] {
  return COMPOSE_FILES.flatMap((file) => {
    const source = readFile(around, file);
    return source !== null && 'why' in source ? [source] : [];
  });
}

async function findYaml(around: Surroundings, format: RegExp): Promise<Discovery> {
  for (const file of COMPOSE_FILES) {
    const source = readFile(around, file);
    if (source === null || 'why' in source || !format.test(source.text)) continue;
    const { services, targets } = readBoth(around, withOverride(around.disk, join(around.dir, file)));
    return importDeclared({ around, file, services, targets });
  }
  return NOTHING;
}

const VALUES = 'Some values are from .env or your environment: look at them before you commit this file.';

/** Reads the file with the values of this machine and without them, and reports differences. */
function readBoth(around: Surroundings, paths: readonly string[]): { services: Noted[]; targets: Config['targets'] } {
  const { dir, disk, environ } = around;
  const read = (path: string) => {
    const other = disk.read(path);
    return 'code' in other ? null : other;
  };
  const envFiles = disk.kind(join(dir, '.env')) === 'file' ? [join(dir, '.env')] : [];
  const readEnv = (files: readonly string[]) => (dialect: Dialect) =>
    readGoEnvFiles({ disk, paths: files, dialect, outside: (name) => environ[name] });
  const options = { paths, dir, disk, read, containers: `zdev-${nameOf(basename(dir)).toLowerCase()}` };
  const { config: here } = readYaml({ ...options, environ, readEnv: readEnv(envFiles) });
  const { config: anywhere } = readYaml({ ...options, environ: { PATH: environ['PATH'] }, readEnv: readEnv([]) });
  const services = here.services.map((service) => {
    const other = anywhere.services.find(({ name }) => name === service.name);
    const same = JSON.stringify(other?.table) === JSON.stringify(service.table);
    return { ...service, table: portable(service.table, dir), notes: same ? [] : [VALUES] };
  });
  return { services, targets: here.targets };
}

type Table = DeclaredService['table'];

/**
 * Makes a table work on every machine: its directory becomes `$PWD`, and what only process-compose needs is left out.
 */
function portable({ env = {}, dir: place = '.', ...table }: Table, dir: string): Table {
  const relative = (line: string) =>
    line.replaceAll(` ${dir}`, ' "$PWD"').replaceAll(` '${dir}`, ` "$PWD"'`).replaceAll(`=${dir}`, '="$PWD"');
  const used = Object.entries(env).filter(([name]) => !name.startsWith('PC_') || table.exec?.includes(name));
  return {
    ...table,
    ...(place === '.' ? {} : { dir: place }),
    ...(table.exec === undefined ? {} : { exec: relative(table.exec) }),
    ...(table.build === undefined ? {} : { build: relative(table.build) }),
    ...(used.length === 0 ? {} : { env: Object.fromEntries(used) }),
  };
}
