import { basename, dirname, resolve } from 'node:path';
import { COMPOSE } from '../env/go-dotenv.ts';
import { readGoEnvFiles } from '../env/read-go-env.ts';
import { error, type Finding, type Place } from '../finding.ts';
import { anchorCompose } from './anchor.ts';
import { mergeFiles, mergeServices } from './compose-merge.ts';
import { extendServices } from './extends.ts';
import { goText } from './go-scalar.ts';
import { interpolate } from './interpolate.ts';
import { emptyMap, type MapNode, mapAt, mapTexts, type Node, type ScalarNode } from './node.ts';
import type { ImportOptions } from './options.ts';
import { parseYaml } from './yaml.ts';

/** A compose file before it is processed. */
export interface ComposeFile {
  readonly root: MapNode;
  /** Its absolute path. */
  readonly path: string;
}

/** All files of a compose project as one, with variables expanded and `extends` and `include` resolved. */
export interface ComposeModel {
  readonly root: MapNode;
  /** The origin of each service from an included file. */
  readonly origins: ReadonlyMap<string, Origin>;
}

/** The origin of an included service. */
export interface Origin {
  /** The directory in which its command runs. */
  readonly dir: string;
  /** Looks up the variables for its env files. */
  readonly lookup: (name: string) => string | undefined;
}

interface Scope {
  readonly options: ImportOptions;
  readonly problems: Finding[];
  /** The directory for relative paths. */
  readonly dir: string;
  /** Looks up the variables for `${NAME}`. */
  readonly lookup: (name: string) => string | undefined;
  /** The files that led here by inclusion. */
  readonly seen: readonly string[];
}

/**
 * Reads a compose project as docker compose does. In each file, variables are expanded first, then `extends` is
 * resolved, then the file is merged over those before it. An included file is read in its own directory, with its own
 * `.env`.
 */
export function composeModel(files: readonly ComposeFile[], options: ImportOptions, problems: Finding[]): ComposeModel {
  const { variables, environ } = options;
  const known = (name: string) => environ[name] ?? variables[name];
  const project = projectName(files, known, options.dir);
  const lookup = (name: string) => known(name) ?? (name === 'COMPOSE_PROJECT_NAME' ? project : undefined);
  return modelOf(files, { options, problems, dir: options.dir, lookup, seen: files.map(({ path }) => path) });
}

/** The project name of docker compose: the last `name` in the files, or the name of the directory. */
function projectName(files: readonly ComposeFile[], lookup: Scope['lookup'], dir: string): string {
  const named = files.flatMap(({ root }) => {
    const node = root.entries.get('name')?.value;
    if (node?.kind !== 'scalar' || node.text === null) return [];
    return interpolate({ text: node.text, place: node.place, lookup, bareNames: true, problems: [] });
  });
  return named.at(-1) ?? normalName(basename(dir));
}

/** A name in the form that docker compose uses. */
export const normalName = (text: string) => text.toLowerCase().replace(/[^a-z0-9_-]/g, '');

function modelOf(files: readonly ComposeFile[], scope: Scope): ComposeModel {
  const origins = new Map<string, Origin>();
  let merged: MapNode | null = null;
  for (const file of files) {
    const root = prepare(file, scope);
    const services = mapAt(root, 'services') ?? emptyMap(root.place);
    const extended = extendServices(services, {
      dir: scope.dir,
      problems: scope.problems,
      group: 'services',
      merge: mergeServices,
      // paths in `extends` are relative to their file
      readMap: (path) => {
        const other = readFile(path, scope);
        return other && anchorCompose(prepare(other, scope), dirname(path));
      },
    });
    const whole = includeAll(withKey(root, 'services', extended), scope, origins);
    merged = merged === null ? mergeFiles(emptyMap(root.place), whole) : mergeFiles(merged, whole);
  }
  return { root: merged ?? emptyMap({ source: { file: '', text: '' }, line: null, column: null }), origins };
}

/**
 * A file with numbers as docker compose writes them, and with variables expanded. `x-` keys stay as they are: the shell
 * expands `$PORT` in the commands of `x-zdev`.
 */
function prepare({ root }: ComposeFile, { lookup, problems }: Scope): MapNode {
  const change = (text: string, place: Place, { isPlain }: ScalarNode) => {
    if (text.includes('$')) return interpolate({ text, place, lookup, bareNames: true, problems });
    return isPlain === true ? goText(text) : text;
  };
  return mapTexts(root, change, (key) => key.startsWith('x-')) as MapNode;
}

/** Merges the included files below the file itself. */
function includeAll(root: MapNode, scope: Scope, origins: Map<string, Origin>): MapNode {
  const given = root.entries.get('include')?.value;
  if (given === undefined) return root;
  const items = given.kind === 'list' ? given.items : [given];
  let whole = withoutKey(root, 'include');
  for (const item of items) {
    const model = includeOne(item, scope);
    if (model === null) continue;
    for (const [name, origin] of model.origins) origins.set(name, origin);
    whole = importInto(whole, model.root, scope.problems);
  }
  return whole;
}

function includeOne(item: Node, scope: Scope): ComposeModel | null {
  const { problems, options } = scope;
  const paths = textsAt(item, 'path').map((text) => resolve(scope.dir, text));
  const [first] = paths;
  if (first === undefined) {
    problems.push(error('bad-value', 'include needs the path of a compose file', item.place));
    return null;
  }
  if (scope.seen.includes(first)) {
    problems.push(error('include-cycle', `"${options.disk.show(first)}" includes itself in the end`, item.place));
    return null;
  }
  const [project] = item.kind === 'map' ? textsAt(item, 'project_directory') : [];
  const dir = project === undefined ? dirname(first) : resolve(scope.dir, project);
  const files = paths.flatMap((path) => readFile(path, scope) ?? []);
  if (files.length === 0) return null;
  const inner = { ...scope, dir, lookup: lookupIn(dir, item, scope), seen: [...scope.seen, ...paths] };
  const model = modelOf(files, inner);
  const services = mapAt(model.root, 'services');
  const origin = { dir, lookup: inner.lookup };
  const names = [...(services?.entries.keys() ?? [])];
  const origins = new Map(names.map((name) => [name, model.origins.get(name) ?? origin]));
  return { root: anchorCompose(model.root, dir), origins };
}

/** Looks up variables for an included file. The project around it takes priority over the file's own `.env`. */
function lookupIn(dir: string, item: Node, scope: Scope): Scope['lookup'] {
  const { disk } = scope.options;
  const named = item.kind === 'map' ? textsAt(item, 'env_file') : [];
  const own = resolve(dir, '.env');
  const paths =
    named.length > 0 ? named.map((path) => resolve(scope.dir, path)) : disk.kind(own) === 'file' ? [own] : [];
  const found = readGoEnvFiles({ disk, paths, dialect: COMPOSE, outside: scope.lookup, place: item.place });
  scope.problems.push(...found.problems);
  return (name) => scope.lookup(name) ?? found.env[name];
}

const GROUPS = ['services', 'volumes', 'networks', 'secrets', 'configs', 'models'];

/** Adds everything from an included model that the project does not declare itself. A name in both is an error. */
function importInto(root: MapNode, included: MapNode, problems: Finding[]): MapNode {
  return GROUPS.reduce((whole, group) => {
    const theirs = mapAt(included, group);
    if (theirs === null) return whole;
    const ours = mapAt(whole, group) ?? emptyMap(theirs.place);
    const entries = new Map(theirs.entries);
    for (const [name, entry] of ours.entries) {
      const before = entries.get(name);
      if (before !== undefined && group === 'services') {
        const message = `the service "${name}" is also in ${before.key.source.file}, which this file includes`;
        const hint = 'change it in a compose.override.yaml, or in a second path of the include';
        problems.push(error('duplicate-name', message, entry.key, hint));
      }
      entries.set(name, entry);
    }
    return withKey(whole, group, { ...ours, entries });
  }, root);
}

/** Reads a compose file; null if that failed. */
function readFile(path: string, { options, problems }: Scope): ComposeFile | null {
  const source = options.read(path);
  if (source === null) return null;
  const parsed = parseYaml(source);
  problems.push(...parsed.problems);
  return parsed.root?.kind === 'map' ? { root: parsed.root, path } : null;
}

/** The texts of a node, or of a key if the node is a map. */
function textsAt(node: Node, key: string): string[] {
  const found = node.kind === 'map' ? node.entries.get(key)?.value : node;
  const items = found === undefined ? [] : found.kind === 'list' ? found.items : [found];
  return items.flatMap((item) => (item.kind === 'scalar' && item.text !== null ? [item.text] : []));
}

function withKey(map: MapNode, name: string, value: Node, key = map.entries.get(name)?.key ?? value.place): MapNode {
  return { ...map, entries: new Map([...map.entries, [name, { key, value }]]) };
}

const withoutKey = (map: MapNode, name: string): MapNode => ({
  ...map,
  entries: new Map([...map.entries].filter(([key]) => key !== name)),
});
