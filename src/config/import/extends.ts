import { resolve } from 'node:path';
import { error, type Problem, type Source } from '../problem.ts';
import { emptyMap, type MapNode, mapAt, type Node, overlay, type ScalarNode } from './tree.ts';
import { parseYaml } from './yaml.ts';

interface Options {
  /** Where the file is that the map is in. */
  readonly dir: string;
  readonly problems: Problem[];
  readonly read: (path: string) => Source | null;
}

/** A process-compose file over the one that its `extends` names, and that over the next. */
export function extendFile(root: MapNode, options: Options, seen: readonly string[] = []): MapNode {
  const named = root.entries.get('extends')?.value;
  if (named?.kind !== 'scalar' || named.text === null) return root;
  const path = resolve(options.dir, named.text);
  if (seen.includes(path)) {
    options.problems.push(error('extends-cycle', `"${named.text}" extends itself in the end`, named.place));
    return root;
  }
  const base = readMap(path, options);
  return base === null ? root : (overlay(extendFile(base, options, [...seen, path]), root) as MapNode);
}

/** Services (or processes) over those that their `extends` name: in the same map, or in that of another file. */
export function extendServices(services: MapNode, options: Options & { readonly group: string }): MapNode {
  const entries = [...services.entries].map(([name, entry]) => {
    const value = extendOne({ ...options, name, own: entry.value, services, seen: [] });
    return [name, { ...entry, value }] as const;
  });
  return { ...services, entries: new Map(entries) };
}

interface One extends Options {
  readonly name: string;
  readonly own: Node;
  readonly services: MapNode;
  readonly group: string;
  /** The services on the way here, as `file\0name`. */
  readonly seen: readonly string[];
}

function extendOne(options: One): Node {
  const { own, services, group, problems, name, seen } = options;
  const given = own.kind === 'map' ? own.entries.get('extends')?.value : undefined;
  if (given === undefined) return own;
  const target = given.kind === 'scalar' ? given : scalarAt(given, 'service');
  const file = scalarAt(given, 'file');
  const label = `${services.place.source.file}\0${name}`;
  if (seen.includes(label)) {
    problems.push(error('extends-cycle', `"${name}" extends itself in the end`, given.place));
    return own;
  }
  const root = file?.text ? readMap(resolve(options.dir, file.text), options) : null;
  const from = file === null ? services : root === null ? null : (mapAt(root, group) ?? emptyMap(root.place));
  const base = from?.entries.get(target?.text ?? '')?.value;
  if (base === undefined) {
    // a file that could not be read has been reported
    if (from !== null) problems.push(unknown(target?.text ?? '', target?.place ?? given.place));
    return own;
  }
  const extended = extendOne({ ...options, name: target!.text!, own: base, services: from!, seen: [...seen, label] });
  return overlay(extended, own);
}

function unknown(name: string, place: Node['place']): Problem {
  return error('unknown-dependency', `extends "${name}", which is not defined`, place);
}

function scalarAt(node: Node, key: string): ScalarNode | null {
  const value = node.kind === 'map' ? node.entries.get(key)?.value : undefined;
  return value?.kind === 'scalar' ? value : null;
}

function readMap(path: string, { read, problems }: Options): MapNode | null {
  const source = read(path);
  if (source === null) return null;
  const parsed = parseYaml(source);
  problems.push(...parsed.problems);
  return parsed.root?.kind === 'map' ? parsed.root : null;
}
