import type { Config, DeclaredService, DeclaredTarget } from './config.ts';
import { error, type KeyPath, type Source } from './finding.ts';
import { projectFile } from './keys.ts';
import { parseToml } from './parse-toml.ts';
import { validate } from './validate.ts';

/**
 * Reads and checks the tables of a zinit.toml. If it could not be read (null) or has a syntax error, the config is
 * empty and `broken`. `local` takes priority key by key: a table adds to a table, and anything else replaces the value.
 */
export function readToml(source: Source | null, local: Source | null = null): Config {
  const parsed = source === null ? null : parseToml(source);
  if (source === null || parsed === null || parsed.value === null) return emptyConfig(parsed?.problems ?? []);
  const own = local === null ? null : parseToml(local);
  if (own !== null && own.value === null) return emptyConfig(own.problems);
  const over = structuredClone(own?.value ?? {});
  merge(parsed.value, own?.value ?? {});
  const named = [...namesIn(parsed.value['services']), ...namesIn(parsed.value['targets'])];
  const { table, problems, place, isTakenOut } = validate({
    schema: projectFile,
    value: parsed.value,
    place: (path, part) => ({ source: local !== null && has(over, path) ? local : source, path, part }),
    unknownKey: error,
  });
  if (table === null) return emptyConfig(problems);

  const declared = (group: 'services' | 'targets', name: string) => ({
    name,
    place: (path: KeyPath, part: 'key' | 'value') => place([group, name, ...path], part),
    unit: false,
    expands: true,
    isTakenOut: (key: string) => isTakenOut([group, name, key]),
  });
  const services = Object.entries(table.services ?? {}).map(
    ([name, each]): DeclaredService => ({ ...declared('services', name), kind: 'service', table: each }),
  );
  const targets = Object.entries(table.targets ?? {}).map(
    ([name, each]): DeclaredTarget => ({ ...declared('targets', name), kind: 'target', table: each }),
  );
  const kept = new Set([...services, ...targets].map(({ name }) => name));
  return {
    project: {
      name: table.project?.name,
      envFile: table.project?.env_file === undefined ? null : [table.project.env_file].flat(),
      procfile: table.project?.procfile,
      autoReload: table.project?.auto_reload ?? false,
      portRange: table.project?.port_range as readonly [number, number] | undefined,
      isolate: table.project?.isolate,
      hooks: table.project?.hooks,
    },
    defaults: table.defaults ?? {},
    include: table.include ?? [],
    place,
    services,
    targets,
    lost: new Set(named.filter((name) => !kept.has(name))),
    broken: isTakenOut(['services']) || isTakenOut(['targets']),
    problems,
  };
}

function emptyConfig(problems: Config['problems']): Config {
  const place = () => ({ source: { file: '', text: '' }, line: null, column: null });
  const project = { name: undefined, envFile: null, procfile: undefined, autoReload: false };
  return {
    project,
    defaults: {},
    place,
    services: [],
    targets: [],
    lost: new Set(),
    broken: true,
    problems,
  };
}

function namesIn(table: unknown): string[] {
  return table !== null && typeof table === 'object' ? Object.keys(table) : [];
}

function merge(into: Record<string, unknown>, from: Record<string, unknown>): void {
  for (const [key, value] of Object.entries(from)) {
    const there = Object.hasOwn(into, key) ? into[key] : undefined;
    if (isTable(there) && isTable(value)) merge(there, value);
    else Object.defineProperty(into, key, { value, writable: true, enumerable: true, configurable: true });
  }
}

function isTable(value: unknown): value is Record<string, unknown> {
  return value !== null && typeof value === 'object' && !Array.isArray(value) && !(value instanceof Date);
}

/** Whether a value, or the array that contains it, exists. */
function has(table: unknown, path: KeyPath): boolean {
  let at = table;
  for (const step of path) {
    if (Array.isArray(at)) return true;
    if (!isTable(at) || !Object.hasOwn(at, String(step))) return false;
    at = at[String(step)];
  }
  return path.length > 0;
}
