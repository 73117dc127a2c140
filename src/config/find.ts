import { basename, dirname, join, resolve } from 'node:path';
import type { Disk } from './disk.ts';
import { error, type Problem } from './problem.ts';

/** Which files make the project. */
export interface Found {
  /** The project directory, without links. */
  readonly dir: string;
  readonly toml: string | null;
  readonly procfile: string | null;
  /** A process-compose or docker compose file. */
  readonly yaml: string | null;
  /** zinit unit files, in the order in which they are read. */
  readonly units: readonly string[] | null;
  /** Where a unit that is added belongs; null without units. */
  readonly unitsDir: string | null;
}

/** Never taken without being asked: they are there for other tools. */
export const COMPOSE_FILES = [
  'process-compose.yaml',
  'process-compose.yml',
  'compose.yaml',
  'compose.yml',
  'docker-compose.yaml',
  'docker-compose.yml',
];

const PROCFILES = ['Procfile.dev', 'Procfile'];

interface FindOptions {
  readonly disk: Disk;
  readonly cwd: string;
  /** `-f`. */
  readonly file: string | undefined;
  /** A Procfile by another name, for the project in `cwd`. */
  readonly procfile: string | null;
}

/** The config that `file` names, or the nearest one from `cwd` upwards. */
export function findConfig({ disk, cwd, file, procfile }: FindOptions): Found | Problem {
  if (file !== undefined) return named(disk, resolve(cwd, file));
  if (procfile === null) return search(disk, cwd);
  const here = inDirectory(disk, cwd);
  return here?.toml ? { ...here, procfile } : named(disk, procfile);
}

function search(disk: Disk, cwd: string): Found | Problem {
  for (let dir = cwd; ; dir = dirname(dir)) {
    const found = inDirectory(disk, dir);
    if (found !== null) return found;
    if (dir === dirname(dir)) break;
  }
  const message = `no zinit.toml, Procfile.dev or Procfile in ${cwd} or above`;
  const other = COMPOSE_FILES.find((name) => disk.kind(join(cwd, name)) === 'file');
  const hint =
    other === undefined
      ? 'make a file called Procfile with a line such as "web: npm start", or let "zdev init" look around'
      : `"zdev up -f ${other}" runs it; "zdev init" makes a zinit.toml of it`;
  return error('no-config', message, null, hint);
}

/** zinit.toml and a Procfile belong together; null when there is neither. */
function inDirectory(disk: Disk, dir: string): Found | null {
  const has = (name: string) => disk.kind(join(dir, name)) === 'file';
  const toml = has('zinit.toml') ? join(dir, 'zinit.toml') : null;
  const name = PROCFILES.find(has);
  if (toml === null && name === undefined) return null;
  return { ...NOTHING, dir: disk.real(dir), toml, procfile: name === undefined ? null : join(dir, name) };
}

const NOTHING = { toml: null, procfile: null, yaml: null, units: null, unitsDir: null };

function named(disk: Disk, path: string): Found | Problem {
  const kind = disk.kind(path);
  if (kind === 'directory') return namedDirectory(disk, path);
  if (kind === 'missing') {
    const place = { source: { file: disk.show(path), text: '' }, line: null, column: null };
    return error(
      'no-config',
      `${disk.show(path)} does not exist`,
      place,
      '-f names a Procfile, a *.toml, a compose file (*.yaml), or a directory of zinit units',
    );
  }
  const dir = dirname(path);
  const only = { ...NOTHING, dir: disk.real(dir) };
  if (/\.ya?ml$/i.test(path)) return { ...only, yaml: path };
  if (!/\.toml(\.|$)/.test(basename(path))) return { ...only, procfile: path };
  const beside = inDirectory(disk, dir);
  return { ...only, toml: path, procfile: beside?.procfile ?? null };
}

/** A directory of units, unless it holds a zinit.toml or, with no units, a Procfile. */
function namedDirectory(disk: Disk, dir: string): Found | Problem {
  const project = inDirectory(disk, dir);
  if (project?.toml) return project;
  const units = unitsIn(disk, dir);
  if (!Array.isArray(units)) return units;
  const base = { ...NOTHING, dir: disk.real(dir) };
  if (units.length > 0) return { ...base, units, unitsDir: base.dir };
  if (project !== null) return project;
  const parts = ZINIT_DIRS.map((name) => join(base.dir, name)).filter((path) => disk.kind(path) === 'directory');
  const lists = parts.map((path) => unitsIn(disk, path));
  const unreadable = lists.find((list) => !Array.isArray(list));
  if (unreadable !== undefined) return unreadable as Problem;
  const all = lists.flat() as string[];
  if (all.length > 0) return { ...base, units: all, unitsDir: parts.at(-1) as string };
  const place = { source: { file: disk.show(dir), text: '' }, line: null, column: null };
  return error(
    'no-config',
    `${disk.show(dir)} is a directory without any *.toml file`,
    place,
    'each zinit unit is a *.toml file in it',
  );
}

/** What `/etc/zinit` consists of: units of the system, and those of the user, which zinit reads later. */
const ZINIT_DIRS = ['system', 'services'] as const;

function unitsIn(disk: Disk, dir: string): string[] | Problem {
  const names = disk.list(dir);
  if (!Array.isArray(names)) return names;
  return names.filter((name) => name.endsWith('.toml')).map((name) => join(dir, name));
}
