/** The door to all that knows YAML; reached only by a dynamic import. */
import { createHash } from 'node:crypto';
import { basename } from 'node:path';
import { didYouMean } from '../../core/suggest.ts';
import type { Config } from '../config.ts';
import { error, type Problem, type Source } from '../problem.ts';
import { importCompose } from './compose.ts';
import type { Imported, ImportOptions } from './options.ts';
import { importProcessCompose } from './process-compose.ts';
import type { MapNode, Node } from './tree.ts';
import { parseYaml } from './yaml.ts';

/** A process-compose or docker compose file as the tables of a zinit.toml. With null or a syntax error it is `broken`. */
export function readYaml(options: Omit<ImportOptions, 'containers'> & { readonly containers?: string }): Config {
  const { source, dir } = options;
  if (source === null) return config(NOTHING, []);
  const { root, problems } = parseYaml(source);
  if (root === null) return config(NOTHING, problems);
  const format = formatOf(root, source);
  if (typeof format !== 'function') return config(NOTHING, [...problems, format]);
  const imported = format(root as MapNode, { ...options, containers: options.containers ?? containersOf(dir) });
  return config(imported, [...problems, ...imported.problems]);
}

/** No two checkouts on a machine have the same. */
function containersOf(dir: string): string {
  const name =
    basename(dir)
      .toLowerCase()
      .replace(/[^a-z0-9_-]/g, '') || 'project';
  return `zdev-${name}-${createHash('sha256').update(dir).digest('hex').slice(0, 8)}`;
}

type Importer = (root: MapNode, options: ImportOptions) => Imported;

/** Each format by the key that all its files have. */
const FORMATS: Readonly<Record<string, Importer>> = { processes: importProcessCompose, services: importCompose };

/** The content decides, and the name of the file where the content does not. */
function formatOf(root: Node, source: Source): Importer | Problem {
  const keys = root.kind === 'map' ? [...root.entries.keys()] : [];
  const known = keys.find((key) => Object.hasOwn(FORMATS, key));
  if (known !== undefined) return isMapOrNothing(root, known) ?? FORMATS[known]!;
  const expected = /process-compose/.test(source.file) ? '"processes"' : '"services" or "processes"';
  const hint = keys.map((key) => didYouMean(key, Object.keys(FORMATS))).find((each) => each !== null) ?? null;
  const place = root.kind === 'map' && keys.length > 0 ? root.place : { source, line: null, column: null };
  return error('unknown-format', `${source.file} has no ${expected}, and is no compose file`, place, hint);
}

/** A problem where that key has another value than a map. */
function isMapOrNothing(root: Node, key: string): Problem | null {
  const group = root.kind === 'map' ? root.entries.get(key)?.value : undefined;
  if (group === undefined || group.kind === 'map' || (group.kind === 'scalar' && group.text === null)) return null;
  const found = group.kind === 'list' ? 'a list' : JSON.stringify(group.text);
  return error('wrong-type', `${key} must be a map, not ${found}`, group.place, 'each key of it is the name of one');
}

const NOTHING = { name: undefined, defaults: {}, services: [], targets: [], lost: new Set<string>(), problems: [] };

function config(imported: Imported, problems: readonly Problem[]): Config {
  const { name, defaults, services, targets, lost } = imported;
  return {
    project: { name, envFile: null, procfile: false, autoReload: false },
    defaults,
    place: () => ({ source: { file: '', text: '' }, line: null, column: null }),
    services,
    targets,
    ports: new Map(),
    lost,
    broken: imported === NOTHING,
    problems,
  };
}
