import type { LoadOptions, Project } from '../config/project.ts';
import type { ProcessSpec, ServiceSpec } from '../core/service.ts';
import { fingerprint } from '../files/fingerprint.ts';
import { changedConfig, changedEnvFiles } from './watching/changed-files.ts';

type Env = ProcessSpec['env'];

/** The env files of a project. Each run reads them again if they have changed. */
export interface EnvAgain {
  /**
   * The environment for a new run of this service; null: that of its spec. A promise if files must be read first. Only
   * a reload takes over other changes from env files (ports, commands, edges): a service whose spec would change in
   * more than its environment also keeps its environment.
   */
  envOf(spec: ProcessSpec): Env | null | Promise<Env | null>;
  /** The config was read again as a whole, or for one service. */
  reloaded(project: Project, name?: string): void;
  /** The files whose present content differs from what runs, as the user would write them. A reload takes them over. */
  changedFiles(): readonly string[];
}

/** The content of env files at one moment. */
interface Reading {
  readonly print: string;
  readonly services: readonly ServiceSpec[];
}

/** Begins with a project that has just been read. Loads the reader of configs only after an env file has changed. */
export function createEnvAgain(options: {
  readonly project: Project;
  readonly loadOptions: LoadOptions;
  readonly notice: (message: string) => void;
}): EnvAgain {
  const { loadOptions, notice } = options;
  let whole = options.project;
  /** Services that were reloaded alone. Their files were read later. */
  const alone = new Map<string, Project>();
  const last = new WeakMap<Project, Reading>();
  const given = new Map<string, Env>();
  const entangled = new Set<string>();
  const prints = new WeakMap<Project, string>();

  /** The fingerprint of the env files. Computed once for all services that start together. */
  function printNow(project: Project): string {
    const known = prints.get(project);
    if (known !== undefined) return known;
    const print = [...project.sources.env.keys()].map(fingerprint).join();
    prints.set(project, print);
    setImmediate(() => prints.delete(project));
    return print;
  }

  function pick(spec: ProcessSpec, project: Project, { services }: Reading): Env | null {
    const was = processNamed(spec.name, project.services);
    const fresh = processNamed(spec.name, services);
    // A service that was added or changed at run time keeps the environment from there.
    if (!was || !fresh || !(same(spec.env, was.env) || spec.env === given.get(spec.name))) return null;
    const isEntangled = !same({ ...was, env: {} }, { ...fresh, env: {} });
    if (isEntangled) entangled.add(spec.name);
    else entangled.delete(spec.name);
    if (isEntangled || same(spec.env, fresh.env)) return null;
    given.set(spec.name, fresh.env);
    return fresh.env;
  }

  async function read(project: Project, print: string): Promise<Reading> {
    const { loadProject } = await import('../config/load.ts');
    const again = await loadProject(loadOptions, project.sources);
    const mistake = again.diagnostics.find(({ severity }) => severity === 'error');
    if (mistake) notice(`the env files cannot be read again, the old values stay: ${mistake.message}`);
    const reading = { print, services: mistake ? project.services : again.services };
    last.set(project, reading);
    return reading;
  }

  return {
    envOf(spec) {
      const project = alone.get(spec.name) ?? whole;
      const print = printNow(project);
      const known = last.get(project);
      if (known?.print === print) return pick(spec, project, known);
      if (!known && print === [...project.sources.env.values()].join()) return null;
      return read(project, print).then((reading) => pick(spec, project, reading));
    },
    reloaded(project, name) {
      entangled.clear();
      if (name !== undefined) {
        alone.set(name, project);
        return;
      }
      whole = project;
      alone.clear();
      given.clear();
    },
    changedFiles() {
      const { cwd } = loadOptions;
      const config = [whole, ...alone.values()].flatMap(({ sources }) => changedConfig(sources, cwd));
      return [...new Set([...config, ...(entangled.size > 0 ? changedEnvFiles(whole.sources, cwd) : [])])];
    },
  };
}

function processNamed(name: string, services: readonly ServiceSpec[]): ProcessSpec | undefined {
  const spec = services.find((other) => other.name === name);
  return spec?.kind === 'target' ? undefined : spec;
}

const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);
