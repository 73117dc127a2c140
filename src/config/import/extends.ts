import { dirname, resolve } from 'node:path';
import { error, type Finding } from '../finding.ts';
import { emptyMap, type MapNode, mapAt, type Node, type ScalarNode } from './node.ts';

/**
 * Reads and prepares a file of the project: expands variables and makes paths absolute. Null if that failed, which is
 * then reported.
 */
export type ReadMap = (path: string) => MapNode | null;

interface Options {
  /** The directory of the file with this map. */
  readonly dir: string;
  readonly problems: Finding[];
  readonly readMap: ReadMap;
}

/** Merges a process-compose file over the one that its `extends` names, and so on. */
export function extendFile(
  root: MapNode,
  options: Options & { readonly mergeFiles: (base: MapNode, own: MapNode) => MapNode },
  seen: readonly string[] = [],
): MapNode {
  const named = root.entries.get('extends')?.value;
  if (named?.kind !== 'scalar' || named.text === null) return root;
  const path = resolve(options.dir, named.text);
  if (seen.includes(path)) {
    options.problems.push(error('extends-cycle', `"${named.text}" extends itself in the end`, named.place));
    return root;
  }
  const base = options.readMap(path);
  if (base === null) return root;
  const below = extendFile(base, { ...options, dir: dirname(path) }, [...seen, path]);
  return options.mergeFiles(below, root);
}

interface ExtendOptions extends Options {
  /** The map with the services in a file. */
  readonly group: string;
  readonly merge: (base: Node, own: Node) => Node;
}

/** Merges services (or processes) over those that their `extends` name, in the same map or in another file. */
export function extendServices(services: MapNode, options: ExtendOptions): MapNode {
  const entries = [...services.entries].map(([name, entry]) => {
    const value = extendOne({ ...options, name, own: entry.value, services, seen: [] });
    return [name, { ...entry, value }] as const;
  });
  return { ...services, entries: new Map(entries) };
}

interface One extends ExtendOptions {
  readonly name: string;
  readonly own: Node;
  readonly services: MapNode;
  /** The services that led here, as `file\0name`. */
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
  const path = file?.text ? resolve(options.dir, file.text) : null;
  const root = path === null ? null : options.readMap(path);
  const from = path === null ? services : root === null ? null : (mapAt(root, group) ?? emptyMap(root.place));
  const base = from?.entries.get(target?.text ?? '')?.value;
  if (base === undefined) {
    // an unreadable file has been reported
    if (from !== null) problems.push(unknown(target?.text ?? '', target?.place ?? given.place));
    return own;
  }
  const dir = path === null ? options.dir : dirname(path);
  const extended = extendOne({
    ...options,
    dir,
    name: target!.text!,
    own: base,
    services: from!,
    seen: [...seen, label],
  });
  return withoutExtends(options.merge(extended, own));
}

/** Removes the key `extends`, because a later merge would apply it again. */
function withoutExtends(node: Node): Node {
  if (node.kind !== 'map') return node;
  return { ...node, entries: new Map([...node.entries].filter(([key]) => key !== 'extends')) };
}

function unknown(name: string, place: Node['place']): Finding {
  return error('unknown-dependency', `extends "${name}", which is not defined`, place);
}

function scalarAt(node: Node, key: string): ScalarNode | null {
  const value = node.kind === 'map' ? node.entries.get(key)?.value : undefined;
  return value?.kind === 'scalar' ? value : null;
}
