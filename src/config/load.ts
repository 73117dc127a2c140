import { basename, dirname, join, resolve } from 'node:path';
import type { ServiceSpec } from '../core/service.ts';
import type { Config } from './config.ts';
import { type Disk, openDisk } from './disk.ts';
import { projectEnvPaths, readProjectEnv } from './env-files.ts';
import { type Found, findConfig } from './find.ts';
import { error, type Finding, type Source } from './finding.ts';
import { foremanOptions } from './foreman-compat.ts';
import { parseProcfile } from './procfile.ts';
import { procfileService } from './procfile-service.ts';
import type { LoadOptions, Project } from './project.ts';
import { settlePorts } from './settle-ports.ts';
import { remember, type Sources } from './sources.ts';
import { toDiagnostics } from './to-diagnostics.ts';

/**
 * Reads the project that the options name. Never rejects because of the user's files: mistakes are in `diagnostics`. A
 * project of only a Procfile needs nothing but Node, because all code for TOML is behind one dynamic import. With
 * `held`, config files keep their earlier text, and only env files are read from the disk.
 */
export async function loadProject(said: LoadOptions, held?: Sources): Promise<Project> {
  const { disk, sources } = remember(openDisk(said.cwd), held);
  const reading = startReading(disk);
  const { problems } = reading;
  const foreman = reading.collect(foremanOptions(said, disk));
  const { options, rows } = foreman;
  const { cwd, environ, file = [] } = options;
  const files = typeof file === 'string' ? [file] : file;
  const found = findConfig({ disk, cwd, environ, files, procfile: foreman.procfile });
  if ('code' in found) return finish({ dir: options.cwd, problems: [...problems, found], rows, sources });

  const yaml = found.yaml === null ? null : await readYamlFiles({ found, reading, disk, options });
  const config = yaml?.config ?? (await readConfig({ found, disk, reading }));
  const procfile = procfileOf(found, config?.project.procfile);
  const source = procfile === null ? null : reading.read(procfile);
  const { entries } = source === null ? { entries: [] } : reading.collect(parseProcfile(source, oneshotsOf(config)));
  const projectEnv =
    yaml?.projectEnv ?? reading.collect(readProjectEnv({ disk, options, found, named: envFileOf(config) }));
  const given = yaml?.env ?? projectEnv.env;
  const env = found.units === null && yaml === null ? { ...foreman.envFiles.env, ...given } : given;
  const places = new Map([...foreman.envFiles.places, ...projectEnv.places]);
  const { beside = null } = options;
  const settled = reading.collect(await settlePorts({ config, dir: found.dir, options, entries, env, places }));
  const { instances, ports, leased, isolated, instance } = settled;
  const read = [...reading.files, ...foreman.envFiles.files, ...projectEnv.files];
  const lint = async (services: readonly ServiceSpec[]) => {
    if (options.lint !== true || problems.some(({ severity }) => severity === 'error')) return [];
    const lints = await import('./lint.ts');
    const { dir } = found;
    return lints.lint({
      services,
      dir,
      config,
      procfile: source,
      instances,
      projectEnv,
      environ: options.environ,
      isolated,
      disk,
    });
  };
  const procfileDir = options.root === undefined ? found.dir : resolve(options.cwd, options.root);
  checkRoot(options.root, procfileDir, reading.problems, disk);
  if (config === null) {
    const bare = instances.map((each) =>
      procfileService({
        instance: each,
        dir: procfileDir,
        env: { ...env, ...named(instance) },
        exitOn: options.exitOn,
      }),
    );
    const services = await arranged(bare, options, problems);
    problems.push(...(await lint(services)));
    return finish({
      ...{ dir: found.dir, files: read, env, services, problems, rows, sources, isolated, instance, beside },
      bareProcfile: true,
    });
  }
  const { assemble } = await import('./toml.ts');
  const procfileLost = procfile !== null && source === null;
  const assembled = assemble({
    config: procfileLost ? { ...config, broken: true } : config,
    procfile: source,
    entries,
    instances,
    ports,
    leased,
    env: { ...env, ...named(instance) },
    checkout: instance,
    dir: found.dir,
    procfileDir,
    disk,
    environ: options.environ,
  });
  problems.push(...assembled.problems);
  const services = await arranged(assembled.services, options, problems);
  problems.push(...(await lint(services)));
  const { name, autoReload, isolate, hooks } = config.project;
  return finish({
    dir: found.dir,
    files: read,
    env,
    services,
    problems,
    name,
    rows,
    autoReload,
    unitsDir: found.unitsDir,
    sources,
    isolated,
    isolate,
    hooks,
    instance,
    beside,
  });
}

/** The variable that tells every service its checkout. */
const named = (instance: string) => (instance === '' ? {} : { ZDEV_INSTANCE: instance });

type Reading = ReturnType<typeof startReading>;

/** Reads files, and collects the files and the problems. */
function startReading(disk: Disk) {
  const files: string[] = [];
  const problems: Finding[] = [];
  const collect = <T extends { readonly problems: readonly Finding[] }>(result: T): T => {
    problems.push(...result.problems);
    return result;
  };
  const read = (path: string): Source | null => {
    const source = disk.read(path);
    if ('code' in source) {
      problems.push(source);
      return null;
    }
    files.push(source.file);
    return source;
  };
  return { files, problems, collect, read };
}

interface ConfigOptions {
  readonly found: Found;
  readonly disk: Disk;
  readonly reading: Reading;
}

/** The tables of zinit.toml or of the units; null if there is only a Procfile. */
async function readConfig({ found, disk, reading: { collect, read } }: ConfigOptions) {
  if (found.toml === null && found.units === null) return null;
  const { includeFiles, readToml, readUnits } = await import('./toml.ts');
  const { units } = found;
  if (units !== null)
    return collect(
      await readUnits(
        units.map(read).filter((source) => source !== null),
        units.length,
      ),
    );
  const local = join(dirname(found.toml!), 'zinit.local.toml');
  const isOwn = basename(found.toml!) === 'zinit.toml' && disk.kind(local) === 'file';
  const config = collect(readToml(read(found.toml!), isOwn ? read(local) : null));
  return collect(includeFiles({ config, path: found.toml!, disk, read })).config;
}

interface YamlOptions extends ConfigOptions {
  readonly options: LoadOptions;
}

/** The tables of compose or process-compose files, and their env files by the rules of that tool. */
async function readYamlFiles({ found, reading: { collect, read }, disk, options }: YamlOptions) {
  const { readYaml } = await import('./import/read.ts');
  const { readGoEnvFiles } = await import('./env/read-go-env.ts');
  const { environ, profiles = [], namespaces = [] } = options;
  return collect(
    readYaml({
      paths: found.yaml ?? [],
      dir: found.dir,
      disk,
      environ,
      profiles,
      namespaces,
      ...(options.beside === undefined ? {} : { beside: options.beside }),
      read,
      readEnv: (dialect) => {
        const files = projectEnvPaths({ disk, options, found, named: null });
        return readGoEnvFiles({ disk, ...files, dialect, outside: (name) => environ[name] });
      },
    }),
  );
}

/** `procfile` under `[project]` turns the Procfile off or names another one. */
function procfileOf(found: Found, setting: boolean | string | undefined): string | null {
  if (setting === false) return null;
  return typeof setting === 'string' ? join(found.dir, setting) : found.procfile;
}

function envFileOf(config: Config | null) {
  const files = config?.project.envFile ?? null;
  return config === null || files === null ? null : { files, place: config.place(['project', 'env_file'], 'value') };
}

const oneshotsOf = (config: Config | null) =>
  config?.services.filter(({ table }) => table.oneshot).map(({ name }) => name);

/** Reports a missing root directory. Unlike the `dir` of a service, nothing creates it before the start. */
function checkRoot(root: string | undefined, dir: string, problems: Finding[], disk: Disk): void {
  if (root === undefined || disk.kind(dir) === 'directory') return;
  problems.push(error('missing-directory', `--root "${root}" is not a directory`, null));
}

const ARRANGING = ['only', 'except', 'canDie', 'autoRestart', 'stopTimeoutMs', 'stopSignals'] as const;

/** Applies options to the services; most projects need none. After an error, names in the options may be missing. */
async function arranged(services: readonly ServiceSpec[], options: LoadOptions, problems: Finding[]) {
  const hasErrors = problems.some(({ severity }) => severity === 'error');
  if (hasErrors || ARRANGING.every((name) => options[name] === undefined)) return services;
  const { arrange } = await import('./arrange.ts');
  const result = arrange(services, options);
  problems.push(...result.problems);
  return result.services;
}

type Parts = Pick<Project, 'dir' | 'sources'> & { problems: readonly Finding[] } & {
  [Key in keyof Omit<Project, 'diagnostics'>]?: Project[Key] | undefined;
};

async function finish({ problems, ...parts }: Parts): Promise<Project> {
  return {
    dir: parts.dir,
    name: parts.name ?? basename(parts.dir),
    files: parts.files ?? [],
    env: parts.env ?? {},
    services: parts.services ?? [],
    bareProcfile: parts.bareProcfile ?? false,
    rows: parts.rows ?? {},
    autoReload: parts.autoReload ?? false,
    unitsDir: parts.unitsDir ?? null,
    isolated: parts.isolated ?? false,
    isolate: parts.isolate ?? null,
    hooks: parts.hooks ?? {},
    instance: parts.instance ?? '',
    beside: parts.beside ?? null,
    sources: parts.sources,
    diagnostics: await toDiagnostics(problems),
  };
}
