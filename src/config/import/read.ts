/** The entry point to all code for YAML. It is reached only by a dynamic import. */
import { createHash } from 'node:crypto';
import { basename } from 'node:path';
import { didYouMean } from '../../core/suggest.ts';
import type { Config } from '../config.ts';
import { COMPOSE, type Dialect, GODOTENV } from '../env/go-dotenv.ts';
import type { EnvFiles } from '../env-files.ts';
import { error, type Finding, type Source } from '../finding.ts';
import { importCompose } from './compose.ts';
import { onceAFile } from './fields.ts';
import type { MapNode, Node } from './node.ts';
import type { Imported, ImportOptions } from './options.ts';
import { importProcessCompose } from './process-compose.ts';
import { parseYamlFile } from './process-yaml.ts';

interface ReadOptions extends Omit<ImportOptions, 'containers' | 'files' | 'variables' | 'profiles' | 'namespaces'> {
  /** The files of the project, absolute. Later ones override earlier ones. */
  readonly paths: readonly string[];
  /** Reads the variables of the project's env files, by the rules of the tool to which the YAML belongs. */
  readonly readEnv: (dialect: Dialect) => EnvFiles;
  readonly profiles?: readonly string[];
  readonly namespaces?: readonly string[];
  readonly containers?: string;
  /** See `LoadOptions.beside`. */
  readonly beside?: string;
}

interface Read {
  readonly config: Config;
  /** The project's env files. */
  readonly projectEnv: EnvFiles;
  /** The variables that every service gets. */
  readonly env: Readonly<Record<string, string>>;
  readonly problems: readonly Finding[];
}

/**
 * Reads process-compose or docker compose files as the tables of a zinit.toml. If a file cannot be read, the result is
 * `broken`.
 */
export function readYaml(options: ReadOptions): Read {
  const problems: Finding[] = [];
  const parsed = options.paths.map((path) => parseFile(path, options, problems));
  if (parsed.some((file) => file === null)) return { ...nothing, problems };
  const formats = parsed.map((file) => formatOf(file!, file!.place.source));
  const wrong = formats.filter((format): format is Finding => 'code' in format);
  if (wrong.length > 0) return { ...nothing, problems: [...problems, ...wrong] };
  const [format, ...others] = formats as Format[];
  if (format === undefined) return { ...nothing, problems };
  const odd = others.findIndex((other) => other !== format) + 1;
  if (odd > 0) {
    const message = `${parsed[odd]!.place.source.file} is not of the same kind as ${parsed[0]!.place.source.file}`;
    return { ...nothing, problems: [...problems, error('mixed-formats', message, parsed[odd]!.place, MIXED)] };
  }
  const projectEnv = options.readEnv(format.dialect);
  const imported = format.read({
    ...options,
    files: options.paths.map((path, index) => ({ path, root: parsed[index] as MapNode })),
    variables: projectEnv.env,
    profiles: options.profiles ?? [],
    namespaces: options.namespaces ?? [],
    containers: options.containers ?? containersOf(options.dir, options.beside),
  });
  const env = format.passesEnv ? withoutSet(projectEnv.env, options.environ) : {};
  problems.push(...projectEnv.problems, ...onceAFile(imported.problems));
  return { config: config(imported), projectEnv, env, problems };
}

const MIXED = 'only files of one kind can be merged: all docker compose, or all process-compose';
const NO_ENV: EnvFiles = { env: {}, places: new Map(), files: [], problems: [] };

/** The root of a file; null, with the reasons, if there is none. An empty file is an empty map. */
function parseFile(path: string, { read }: ReadOptions, problems: Finding[]): Node | null {
  const source = read(path);
  if (source === null) return null;
  const parsed = parseYamlFile(source);
  problems.push(...parsed.problems);
  return parsed.root;
}

/** process-compose never overwrites variables that the caller has set. */
function withoutSet(env: EnvFiles['env'], environ: ReadOptions['environ']): EnvFiles['env'] {
  return Object.fromEntries(Object.entries(env).filter(([name]) => environ[name] === undefined));
}

/** A prefix that no two checkouts on a machine share. */
function containersOf(dir: string, beside: string | undefined): string {
  const name =
    basename(dir)
      .toLowerCase()
      .replace(/[^a-z0-9_-]/g, '') || 'project';
  return `zdev-${name}-${createHash('sha256')
    .update(beside === undefined ? dir : `${dir}\0${beside}`)
    .digest('hex')
    .slice(0, 8)}`;
}

interface Format {
  readonly read: (options: ImportOptions) => Imported;
  /** How its env files are read. */
  readonly dialect: Dialect;
  /** Whether services get the variables of `.env`. docker compose only expands them in the file. */
  readonly passesEnv: boolean;
}

const COMPOSE_FORMAT: Format = { read: importCompose, dialect: COMPOSE, passesEnv: false };

/** The formats, each with a key that all its files contain. */
const FORMATS: Readonly<Record<string, Format>> = {
  processes: { read: importProcessCompose, dialect: GODOTENV, passesEnv: true },
  services: COMPOSE_FORMAT,
  include: COMPOSE_FORMAT,
};

/** The format by the content, or else by the name of the file. */
function formatOf(root: Node, source: Source): Format | Finding {
  const keys = root.kind === 'map' ? [...root.entries.keys()] : [];
  const known = Object.keys(FORMATS).find((key) => keys.includes(key));
  if (known === 'include') return COMPOSE_FORMAT;
  if (known !== undefined) return isMapOrNothing(root, known) ?? FORMATS[known]!;
  const expected = /process-compose/.test(source.file) ? '"processes"' : '"services" or "processes"';
  const hint = keys.map((key) => didYouMean(key, Object.keys(FORMATS))).find((each) => each !== null) ?? null;
  const place = root.kind === 'map' && keys.length > 0 ? root.place : { source, line: null, column: null };
  return error('unknown-format', `${source.file} has no ${expected}, and is not a compose file`, place, hint);
}

/** A problem if the value of that key is not a map. */
function isMapOrNothing(root: Node, key: string): Finding | null {
  const group = root.kind === 'map' ? root.entries.get(key)?.value : undefined;
  if (group === undefined || group.kind === 'map' || (group.kind === 'scalar' && group.text === null)) return null;
  const found = group.kind === 'list' ? 'a list' : JSON.stringify(group.text);
  return error('wrong-type', `${key} must be a map, not ${found}`, group.place, 'each key of it is a name');
}

const NOTHING = { name: undefined, defaults: {}, services: [], targets: [], lost: new Set<string>(), problems: [] };

function config(imported: Imported): Config {
  const { name, defaults, services, targets, lost } = imported;
  return {
    project: { name, envFile: null, procfile: false, autoReload: false },
    defaults,
    place: () => ({ source: { file: '', text: '' }, line: null, column: null }),
    services,
    targets,
    lost,
    broken: imported === NOTHING,
    problems: [],
  };
}

const nothing = { config: config(NOTHING), projectEnv: NO_ENV, env: {} };
