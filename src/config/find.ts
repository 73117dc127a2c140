import { basename, dirname, join, resolve } from 'node:path';
import type { Disk } from './disk.ts';
import { error, type Finding } from './finding.ts';

/** The files of the project. */
export interface Found {
  /** The project directory, without symbolic links. */
  readonly dir: string;
  readonly toml: string | null;
  readonly procfile: string | null;
  /** process-compose or docker compose files, where later ones override earlier ones; null for any other project. */
  readonly yaml: readonly string[] | null;
  /** zinit unit files in reading order. */
  readonly units: readonly string[] | null;
  /** The directory for a unit that is added; null without units. */
  readonly unitsDir: string | null;
}

/** The usual files of other tools, which are read if zdev has no file of its own. */
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
  readonly environ: Readonly<Record<string, string | undefined>>;
  /** `-f`, as often as it was given. */
  readonly files: readonly string[];
  /** A Procfile with another name, for the project in `cwd`. */
  readonly procfile: string | null;
}

/** The config that the files name, or the nearest one from `cwd` upwards. */
export function findConfig({ disk, cwd, environ, files, procfile }: FindOptions): Found | Finding {
  const [file, ...more] = files;
  if (file !== undefined && more.length > 0) return merged(disk, cwd, files);
  if (file !== undefined) return named(disk, resolve(cwd, file));
  if (procfile === null) return search(disk, cwd, environ);
  const here = inDirectory(disk, cwd);
  return here?.toml ? { ...here, procfile } : named(disk, procfile);
}

const isYaml = (path: string) => /\.(?:ya?ml|json)$/i.test(path);

/** Several files, which must all be YAML. Paths in them are relative to the first. */
function merged(disk: Disk, cwd: string, files: readonly string[]): Found | Finding {
  const odd = files.find((file) => !isYaml(file));
  if (odd !== undefined) {
    const message = `-f is given ${files.length} times, and "${odd}" cannot be merged with other files`;
    return error(
      'cannot-merge',
      message,
      null,
      'only compose and process-compose files (*.yaml) are merged; name one file',
    );
  }
  const paths = files.map((file) => resolve(cwd, file));
  const missing = paths.find((path) => disk.kind(path) === 'missing');
  if (missing !== undefined) return named(disk, missing);
  return { ...NOTHING, dir: disk.real(dirname(paths[0]!)), yaml: paths };
}

/** The nearest zinit.toml or Procfile. Otherwise the nearest compose file, unless zdev runs in a directory above it. */
function search(disk: Disk, cwd: string, environ: FindOptions['environ']): Found | Finding {
  const dirs = [...upwards(cwd)];
  for (const dir of dirs) {
    const found = inDirectory(disk, dir);
    if (found !== null) return found;
  }
  for (const dir of dirs) {
    const found = composeIn(disk, dir, environ);
    if (found !== null) return found;
    if (disk.kind(join(dir, '.zdev', 'zdev.sock')) !== 'missing') break;
  }
  const message = `no zinit.toml, Procfile.dev, Procfile or compose file in ${cwd} or above`;
  const hint = 'create a Procfile with a line such as "web: npm start", or run "zdev init"';
  return error('no-config', message, null, hint);
}

function* upwards(cwd: string): Generator<string> {
  for (let dir = cwd; ; dir = dirname(dir)) {
    yield dir;
    if (dir === dirname(dir)) return;
  }
}

/** The files that `COMPOSE_FILE` names, or one with a usual name and its override; null if there is none. */
function composeIn(disk: Disk, dir: string, environ: FindOptions['environ']): Found | null {
  const listed = environ['COMPOSE_FILE'] ?? composeFileOf(disk, dir);
  if (listed) {
    const paths = listed.split(environ['COMPOSE_PATH_SEPARATOR'] || ':').map((file) => resolve(dir, file));
    return paths.every((path) => disk.kind(path) !== 'missing')
      ? { ...NOTHING, dir: disk.real(dir), yaml: paths }
      : null;
  }
  const name = COMPOSE_FILES.find((file) => disk.kind(join(dir, file)) === 'file');
  return name === undefined ? null : { ...NOTHING, dir: disk.real(dir), yaml: withOverride(disk, join(dir, name)) };
}

/** `COMPOSE_FILE` in the `.env` of a directory. */
function composeFileOf(disk: Disk, dir: string): string | undefined {
  const path = join(dir, '.env');
  const source = disk.kind(path) === 'file' ? disk.read(path) : null;
  if (source === null || 'code' in source) return undefined;
  const [, quoted, plain] =
    /^\s*(?:export\s+)?COMPOSE_FILE\s*[=:]\s*(?:["']([^"'\n]*)["']|([^\s#]+))/m.exec(source.text) ?? [];
  return quoted ?? plain;
}

/** `compose.override.yaml` beside `compose.yaml`, and so on. The tools use it automatically. */
export function withOverride(disk: Disk, path: string): string[] {
  const [, stem] = /^(.*)\.ya?ml$/.exec(basename(path)) ?? [];
  if (stem === undefined || !COMPOSE_FILES.includes(basename(path))) return [path];
  const stems = /^process-/.test(stem) ? [stem] : ['compose', 'docker-compose'].sort((a) => (a === stem ? -1 : 1));
  const names = stems.flatMap((each) => [`${each}.override.yaml`, `${each}.override.yml`]);
  const override = names.map((each) => join(dirname(path), each)).find((each) => disk.kind(each) === 'file');
  return override === undefined ? [path] : [path, override];
}

/** zinit.toml and a Procfile belong together; null if there is neither. */
function inDirectory(disk: Disk, dir: string): Found | null {
  const has = (name: string) => disk.kind(join(dir, name)) === 'file';
  const toml = has('zinit.toml') ? join(dir, 'zinit.toml') : null;
  const name = PROCFILES.find(has);
  if (toml === null && name === undefined) return null;
  return { ...NOTHING, dir: disk.real(dir), toml, procfile: name === undefined ? null : join(dir, name) };
}

const NOTHING = { toml: null, procfile: null, yaml: null, units: null, unitsDir: null };

function named(disk: Disk, path: string): Found | Finding {
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
  if (isYaml(path)) return { ...only, yaml: [path] };
  if (!/\.toml(\.|$)/.test(basename(path))) return { ...only, procfile: path };
  const beside = inDirectory(disk, dir);
  return { ...only, toml: path, procfile: beside?.procfile ?? null };
}

/** A directory of units, unless it contains a zinit.toml or, without units, a Procfile. */
function namedDirectory(disk: Disk, dir: string): Found | Finding {
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
  if (unreadable !== undefined) return unreadable as Finding;
  const all = lists.flat() as string[];
  if (all.length > 0) return { ...base, units: all, unitsDir: parts.at(-1) as string };
  const compose = composeIn(disk, dir, {});
  if (compose !== null) return compose;
  const place = { source: { file: disk.show(dir), text: '' }, line: null, column: null };
  return error(
    'no-config',
    `${disk.show(dir)} is a directory without any project file or zinit unit`,
    place,
    'a zinit unit is a *.toml file in it, or for zinit 0.2 a *.yaml file',
  );
}

/** The parts of `/etc/zinit`: units of the system, and those of the user, which zinit reads later. */
const ZINIT_DIRS = ['system', 'services'] as const;

/** The unit files of a directory: those of zinit 0.3 (`*.toml`), or else of zinit 0.2 (`*.yaml`). */
export function unitsIn(disk: Disk, dir: string): string[] | Finding {
  const names = disk.list(dir);
  if (!Array.isArray(names)) return names;
  const toml = names.filter((name) => name.endsWith('.toml'));
  const yaml = names.filter((name) => /\.ya?ml$/i.test(name) && !/^(?:(?:docker|process)-)?compose\b/.test(name));
  return (toml.length > 0 ? toml : yaml).map((name) => join(dir, name));
}
