import { join, resolve } from 'node:path';
import type { Disk } from './disk.ts';
import { parseDotenv } from './dotenv.ts';
import type { Found } from './find.ts';
import type { Finding, Place } from './finding.ts';
import type { LoadOptions } from './project.ts';

/** The variables of some env files, and the mistakes in them. */
export interface EnvFiles {
  readonly env: Readonly<Record<string, string>>;
  /** The place where each variable got its value. */
  readonly places: ReadonlyMap<string, Place>;
  /** The files that were read, as the user would write them. */
  readonly files: readonly string[];
  readonly problems: readonly Finding[];
}

interface ProjectEnvOptions {
  readonly disk: Disk;
  readonly options: LoadOptions;
  readonly found: Found;
  /** `env_file` under `[project]`, and its place. */
  readonly named: { readonly files: readonly string[]; readonly place: Place } | null;
}

/** The env files of the whole project. */
interface ProjectEnvPaths {
  readonly paths: readonly string[];
  /** Codes of problems that become warnings. */
  readonly tolerate: readonly string[];
  /** The place that names the files. */
  readonly place?: Place;
}

/** The env files of the whole project: those of `-e`, else `env_file` under `[project]`, else `.env` if it exists. */
export function projectEnvPaths({ disk, options, found, named }: ProjectEnvOptions): ProjectEnvPaths {
  if (options.envFiles !== undefined) {
    return { paths: options.envFiles.map((file) => resolve(options.cwd, file)), tolerate: [] };
  }
  if (named !== null) {
    const paths = named.files.map((file) => resolve(found.dir, file));
    return { paths, tolerate: ['no-such-file'], place: named.place };
  }
  const dir = defaultDirectory({ disk, options, found });
  // a directory called `.env` is probably a Python environment
  return { paths: dir === null ? [] : [join(dir, '.env')], tolerate: ['is-a-directory'] };
}

/** Reads the variables of these files by foreman's rules. */
export function readProjectEnv(options: ProjectEnvOptions): EnvFiles {
  const { disk } = options;
  return readEnvFiles({ disk, path: options.options.environ['PATH'], ...projectEnvPaths(options) });
}

/**
 * As in foreman: `-d`, or the caller's directory even if `-f` names a Procfile elsewhere. zinit itself has no `.env`.
 */
function defaultDirectory({ disk, options, found }: Omit<ProjectEnvOptions, 'named'>): string | null {
  if (found.units !== null) return null;
  const foreman = options.file !== undefined && found.toml === null && found.yaml === null ? [options.cwd] : [];
  const root = options.root === undefined ? foreman : [resolve(options.cwd, options.root)];
  return [...root, found.dir].find((dir) => disk.kind(join(dir, '.env')) !== 'missing') ?? null;
}

interface ReadOptions {
  readonly disk: Disk;
  readonly paths: readonly string[];
  /** The caller's `PATH`, for `PATH=$PATH:…`. */
  readonly path: string | undefined;
  /** Codes of problems that become warnings. */
  readonly tolerate: readonly string[];
  /** The place that names the files. A missing file is a mistake there. */
  readonly place?: Place;
}

/** Reads env files. If several set a variable, the last file wins. */
export function readEnvFiles({ disk, paths, path, tolerate, place }: ReadOptions): EnvFiles {
  let env: Record<string, string> = {};
  const places = new Map<string, Place>();
  const files: string[] = [];
  const problems: Finding[] = [];
  for (const file of paths) {
    const source = disk.readEnv(file);
    if ('code' in source) {
      const problem = place && source.code === 'no-such-file' ? { ...source, place } : source;
      problems.push(tolerate.includes(source.code) ? { ...problem, severity: 'warning' } : problem);
      continue;
    }
    files.push(source.file);
    const parsed = parseDotenv({ ...source, secret: true }, env['PATH'] ?? path);
    problems.push(...parsed.problems);
    for (const [name, at] of parsed.places) places.set(name, at);
    env = { ...env, ...parsed.env };
  }
  return { env, places, files, problems };
}
