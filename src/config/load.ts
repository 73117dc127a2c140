import { basename, join, resolve } from 'node:path';
import type { ServiceSpec } from '../core/service.ts';
import { bareService } from './bare.ts';
import { type Disk, openDisk } from './disk.ts';
import { readProjectEnv } from './env-files.ts';
import { familyOptions } from './family.ts';
import { type Found, findConfig } from './find.ts';
import { makeInstances } from './instances.ts';
import type { Problem, Source } from './problem.ts';
import { parseProcfile } from './procfile.ts';
import type { LoadOptions, Project } from './project.ts';
import { toDiagnostics } from './report.ts';

/**
 * Reads the project that the options point at. Never rejects for what the user wrote: that is in `diagnostics`.
 * A project of only a Procfile needs nothing but Node: all that knows TOML is behind one dynamic import.
 */
export async function loadProject(given: LoadOptions): Promise<Project> {
  const disk = openDisk(given.cwd);
  const reading = startReading(disk);
  const { problems } = reading;
  const { options, procfile: familyProcfile } = reading.collect(familyOptions(given, disk));
  const found = findConfig({ disk, cwd: options.cwd, file: options.file, procfile: familyProcfile });
  if ('code' in found) return finish({ dir: options.cwd, problems: [...problems, found] });

  const config = await readConfig(found, reading);
  const procfile = procfileOf(found, config?.project.procfile);
  const source = procfile === null ? null : reading.read(procfile);
  const { entries } = source === null ? { entries: [] } : reading.collect(parseProcfile(source));
  const projectEnv = reading.collect(readProjectEnv({ disk, options, found, named: config?.project.envFile ?? null }));
  const { env } = projectEnv;
  const { instances, ports } = reading.collect(makeInstances({ ...options, entries, env, fixedPorts: config?.ports }));
  const files = [...reading.files, ...projectEnv.files];
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
      disk,
    });
  };
  const procfileDir = options.root === undefined ? found.dir : resolve(options.cwd, options.root);
  if (config === null) {
    const services = instances.map((instance) => bareService({ instance, dir: procfileDir, env }));
    problems.push(...(await lint(services)));
    return finish({ dir: found.dir, files, env, services, problems, bareProcfile: true });
  }
  const { assemble } = await import('./toml.ts');
  const procfileLost = procfile !== null && source === null;
  const assembled = assemble({
    config: procfileLost ? { ...config, broken: true } : config,
    procfile: source,
    entries,
    instances,
    ports,
    env,
    dir: found.dir,
    procfileDir,
    disk,
    environ: options.environ,
  });
  problems.push(...assembled.problems);
  problems.push(...(await lint(assembled.services)));
  const { name, autoReload } = config.project;
  return finish({
    dir: found.dir,
    files,
    env,
    services: assembled.services,
    problems,
    name,
    autoReload,
    unitsDir: found.units === null ? null : found.dir,
  });
}

type Reading = ReturnType<typeof startReading>;

/** Reads files, and gathers what was read and what was wrong. */
function startReading(disk: Disk) {
  const files: string[] = [];
  const problems: Problem[] = [];
  const collect = <T extends { readonly problems: readonly Problem[] }>(result: T): T => {
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

/** The tables of zinit.toml or of the units; null when there is only a Procfile. */
async function readConfig(found: Found, { collect, read }: Reading) {
  if (found.toml === null && found.units === null) return null;
  const { readToml, readUnits } = await import('./toml.ts');
  const { units } = found;
  if (units !== null)
    return collect(
      readUnits(
        units.map(read).filter((source) => source !== null),
        units.length,
      ),
    );
  return collect(readToml(read(found.toml!)));
}

/** `procfile` under `[project]` turns the Procfile off or names another. */
function procfileOf(found: Found, setting: boolean | string | undefined): string | null {
  if (setting === false) return null;
  return typeof setting === 'string' ? join(found.dir, setting) : found.procfile;
}

type Parts = Pick<Project, 'dir'> & { problems: readonly Problem[] } & {
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
    autoReload: parts.autoReload ?? false,
    unitsDir: parts.unitsDir ?? null,
    diagnostics: await toDiagnostics(problems),
  };
}
