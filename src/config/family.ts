import { join, resolve } from 'node:path';
import type { Disk } from './disk.ts';
import { error, type Problem } from './problem.ts';
import type { LoadOptions } from './project.ts';

/** What other tools of the Procfile family are told, where zdev has the same option. */
interface FamilyOptions {
  readonly options: LoadOptions;
  /** A Procfile by another name, absolute. It does not keep a zinit.toml from being read, as `-f` would. */
  readonly procfile: string | null;
  readonly problems: readonly Problem[];
}

type Settings = Readonly<Record<string, string | undefined>>;

/** The command line, else `OVERMIND_*` of the environment, else `.foreman` in the current directory. */
export function familyOptions(given: LoadOptions, disk: Disk): FamilyOptions {
  const { settings: foreman, problems } = readForeman(given, disk);
  const overmind = given.environ;
  const formation = overmind['OVERMIND_FORMATION'];
  const { port, problem } = portOf(overmind['OVERMIND_PORT'] || foreman['port']);
  const procfile = overmind['OVERMIND_PROCFILE'] || foreman['procfile'] || null;
  const found: Partial<Record<keyof LoadOptions, unknown>> = {
    root: foreman['root'],
    // overmind keeps one instance of what its formation does not name
    formation: formation ? `all=1,${formation}` : foreman['formation'],
    basePort: port,
    envFiles: overmindEnv(overmind, given, disk) ?? splitNames(foreman['env']),
  };
  const set = Object.fromEntries(Object.entries(found).filter(([, value]) => value !== undefined));
  return {
    options: { ...(set as Partial<LoadOptions>), ...given },
    procfile: procfile === null || given.file !== undefined ? null : resolve(given.cwd, procfile),
    problems: problem === null || given.basePort !== undefined ? problems : [...problems, problem],
  };
}

/** `.foreman`: YAML, of which foreman's options need no more than `name: value`. */
function readForeman({ cwd }: LoadOptions, disk: Disk): { settings: Settings; problems: Problem[] } {
  const path = join(cwd, '.foreman');
  if (disk.kind(path) !== 'file') return { settings: {}, problems: [] };
  const source = disk.read(path);
  if ('code' in source) return { settings: {}, problems: [source] };
  const pairs = source.text.split(/\r\n|\n|\r/).flatMap((line) => {
    const [, name, , quoted, plain] = /^:?([a-z]+):\s*(?:(["'])(.*)\2|(.*?))\s*(?:\s#.*)?$/.exec(line) ?? [];
    return name === undefined ? [] : [[name, quoted ?? plain] as const];
  });
  return { settings: Object.fromEntries(pairs.filter(([, value]) => value)), problems: [] };
}

/** overmind reads `OVERMIND_ENV` on top of `.env`, which `OVERMIND_SKIP_ENV` turns off. */
function overmindEnv(environ: Settings, { cwd }: LoadOptions, disk: Disk): readonly string[] | undefined {
  const skip = environ['OVERMIND_SKIP_ENV'] !== undefined;
  const more = splitNames(environ['OVERMIND_ENV'])?.filter((file) => disk.kind(resolve(cwd, file)) !== 'missing');
  if (more === undefined) return skip ? [] : undefined;
  return !skip && disk.kind(join(cwd, '.env')) === 'file' ? ['.env', ...more] : more;
}

function splitNames(text: string | undefined): string[] | undefined {
  const names = text?.split(',').map((name) => name.trim());
  return names?.filter((name) => name !== '');
}

function portOf(text: string | undefined): { port: number | undefined; problem: Problem | null } {
  if (text === undefined || (/^\d+$/.test(text) && Number(text) <= 65_535)) {
    return { port: text === undefined ? undefined : Number(text), problem: null };
  }
  return { port: undefined, problem: error('bad-port', `base port "${text}" is not a port number`, null) };
}
