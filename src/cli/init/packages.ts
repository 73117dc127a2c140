import { basename, join } from 'node:path';
import { parseYaml } from '../../config/import/yaml.ts';
import {
  type Discovery,
  type Found,
  type LeftOut,
  nameOf,
  nothingOf,
  readFile,
  SUGGEST_PORT,
  type Surroundings,
} from './found.ts';
import { matchingDirs } from './globs.ts';
import { parallelScripts } from './parallel.ts';
import { portOfScript } from './script-port.ts';
import { valuesOf } from './tree-values.ts';

interface Package {
  /** Relative to the project directory; `.` for the project itself. */
  readonly path: string;
  readonly name: string;
  readonly scripts: Readonly<Record<string, unknown>>;
  readonly text: string;
  readonly manifest: Readonly<Record<string, unknown>>;
}

/** The `dev` scripts of a package and of its workspaces, or the `start` scripts if there is no `dev`. */
export function findPackages(around: Surroundings): Discovery {
  const root = readPackage(around, '.');
  if (root === null) return findSiblings(around);
  if ('why' in root) return nothingOf(root);
  const manager = managerOf(around, root);
  const members = matchingDirs(around, workspacesOf(around, root)).map((path) => readPackage(around, path));
  const services = members.flatMap((each) => (isPackage(each) ? serviceOf(around, each, manager) : []));
  const unreadable = members.filter((each): each is LeftOut => each !== null && !isPackage(each));
  const own = serviceOf(around, root, manager);
  const itself = runsItself(root);
  if (services.length === 0) return { services: own, leftOut: [...itself, ...unreadable] };
  if (!own.some(({ notes }) => STARTS_OTHERS.test(notes[0] ?? ''))) {
    return { services: [...own, ...services], leftOut: [...itself, ...unreadable] };
  }
  const why = 'the workspaces have scripts of their own, and it probably starts them';
  return {
    services,
    leftOut: [...own.map(({ name, from }) => ({ what: `${name} from ${from}`, why })), ...unreadable],
  };
}

/** Matches scripts that start the scripts of workspaces. */
const STARTS_OTHERS =
  /\b(?:turbo|nx|lerna|moon|wireit|concurrently|conc|run-p|run-s|npm-run-all|workspaces?|foreach)\b|\s(?:-r|-ws?|--recursive|--workspaces?|--filter|-F)\b/;

/** Separate packages in sibling directories, such as `client` and `server`, if the root has no package. */
function findSiblings(around: Surroundings): Discovery {
  const found = matchingDirs(around, ['*']).map((path) => readPackage(around, path));
  const packages = found.filter(isPackage);
  return {
    services: packages.flatMap((each) => {
      const named = { ...each, name: basename(each.path) };
      return serviceOf(around, named, managerOf({ ...around, dir: join(around.dir, each.path) }, each));
    }),
    leftOut: packages.flatMap(runsItself),
  };
}

/** Matches scripts that run zdev: zdev would start itself. */
const RUNS_ZDEV = /(?:^|[\s/;&|(])zdev(?=\s|$)/;

const isUsable = (script: unknown): script is string => typeof script === 'string' && !RUNS_ZDEV.test(script);

function runsItself({ path, scripts }: Package): LeftOut[] {
  return ['dev', 'start'].flatMap((name) => {
    if (typeof scripts[name] !== 'string' || isUsable(scripts[name])) return [];
    return [{ what: `the script ${name} of ${join(path, 'package.json')}`, why: 'it runs zdev' }];
  });
}

const isPackage = (read: Package | LeftOut | null): read is Package => read !== null && !('why' in read);

function serviceOf(around: Surroundings, pack: Package, manager: Manager): Found[] {
  const names = ['dev', 'start', ...turboTasks(around)];
  const script = names.find((name) => isUsable(pack.scripts[name]));
  if (script === undefined) return [];
  const parts = parallelScripts(String(pack.scripts[script]), pack.scripts)?.filter((name) =>
    isUsable(pack.scripts[name]),
  );
  if (parts === undefined || parts.includes(script)) return [serviceOfScript(around, pack, manager, script)];
  const prefix = pack.path === '.' ? '' : `${nameOf(pack.name)}-`;
  return parts.map((part) => {
    const found = serviceOfScript(around, pack, manager, part);
    const notes = [...found.notes, `The script ${script} runs it together with others: ${pack.scripts[script]}`];
    return { ...found, name: `${prefix}${nameOf(part.replace(new RegExp(`^${script}:`), ''))}`, notes };
  });
}

/** Scripts that a `turbo.json` calls persistent: they keep running. */
function turboTasks(around: Surroundings): string[] {
  const source = readFile(around, 'turbo.json');
  if (source === null || 'why' in source) return [];
  try {
    const turbo = JSON.parse(source.text.replace(/^\s*\/\/.*$/gm, '')) as Record<string, unknown>;
    const tasks = Object.entries(valuesOf(turbo['tasks'] ?? turbo['pipeline']));
    return tasks.flatMap(([name, task]) => (valuesOf(task)['persistent'] === true ? [name.replace(/^.*#/, '')] : []));
  } catch {
    return [];
  }
}

function serviceOfScript(around: Surroundings, pack: Package, manager: Manager, script: string): Found {
  const command = String(pack.scripts[script]);
  const port = portOfScript(around, pack.path, command);
  const line = pack.text.split('\n').findIndex((text) => text.includes(`"${script}"`)) + 1;
  return {
    name: nameOf(pack.name),
    from: `${join(pack.path, 'package.json')}${line > 0 ? `:${line}` : ''}`,
    table: {
      exec: `${manager.name} run ${script}`,
      ...(pack.path === '.' ? {} : { dir: pack.path }),
      ...(port === null ? {} : { port: port.port, url: 'http://localhost:$PORT' }),
    },
    notes: [
      `Runs: ${command}`,
      manager.why,
      port === null ? 'It is not known which port it listens on, if any.' : port.why,
    ],
    ...(port === null ? { suggestions: [SUGGEST_PORT] } : {}),
    ...(port?.byDefault === undefined ? {} : { byDefault: port.byDefault }),
    ...(script === 'start' ? { confidence: 'low' as const } : {}),
  };
}

interface Manager {
  readonly name: string;
  readonly why: string;
}

/** Package managers, by the file that only they write. */
const LOCKS: Readonly<Record<string, string>> = {
  'pnpm-lock.yaml': 'pnpm',
  'yarn.lock': 'yarn',
  'bun.lock': 'bun',
  'bun.lockb': 'bun',
  'package-lock.json': 'npm',
  'npm-shrinkwrap.json': 'npm',
};

function managerOf({ dir, disk }: Surroundings, { manifest }: Package): Manager {
  const lock = Object.keys(LOCKS).find((name) => disk.kind(join(dir, name)) === 'file');
  if (lock !== undefined) return { name: LOCKS[lock]!, why: `With ${LOCKS[lock]}, since there is ${lock}.` };
  const [, named] = /^(npm|pnpm|yarn|bun)@/.exec(String(manifest['packageManager'] ?? '')) ?? [];
  if (named !== undefined) return { name: named, why: `With ${named}, since package.json names it.` };
  return { name: 'npm', why: 'With npm: no lock file says otherwise.' };
}

function workspacesOf({ dir, disk }: Surroundings, { manifest }: Package): string[] {
  const { workspaces } = manifest;
  const own = Array.isArray(workspaces) ? workspaces : (workspaces as { packages?: unknown } | undefined)?.packages;
  const source = disk.read(join(dir, 'pnpm-workspace.yaml'));
  const root = 'code' in source ? null : parseYaml(source).root;
  const packages = root?.kind === 'map' ? root.entries.get('packages')?.value : undefined;
  const pnpm = packages?.kind === 'list' ? packages.items : [];
  return [
    ...(Array.isArray(own) ? own.map(String) : []),
    ...pnpm.flatMap((item) => (item.kind === 'scalar' && item.text !== null ? [item.text] : [])),
  ];
}

function readPackage(around: Surroundings, path: string): Package | LeftOut | null {
  const file = join(path, 'package.json');
  const source = readFile(around, file);
  if (source === null || 'why' in source) return source;
  try {
    const manifest = JSON.parse(source.text) as Record<string, unknown> | null;
    const scripts = manifest?.['scripts'];
    const name = typeof manifest?.['name'] === 'string' ? manifest['name'] : basename(join(around.dir, path));
    const table = typeof scripts === 'object' && scripts !== null ? (scripts as Package['scripts']) : {};
    return { path, name, scripts: table, text: source.text, manifest: manifest ?? {} };
  } catch (cause) {
    return { what: file, why: `not valid JSON: ${(cause as Error).message}` };
  }
}
