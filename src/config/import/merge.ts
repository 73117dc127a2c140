import { type Entry, listOf, type MapNode, type Node, scalarOf } from './tree.ts';

/** How two values at one place of two files become one. */
export type Merger = (base: Node, own: Node, at: MergeAt) => Node;

/** Where a merge is, and by which rules it goes on below. */
export interface MergeAt {
  readonly path: readonly string[];
  readonly rules: MergeRules;
}

/** Rules by path, such as `services.*.command`; what has none is merged by its kind. */
export interface MergeRules {
  readonly [path: string]: Merger;
}

/** `own` over `base`: maps key by key, lists one after the other, anything else is replaced. */
export function merge(base: Node, own: Node, at: MergeAt): Node {
  if (own.tag === 'override') return own;
  const rule = Object.entries(at.rules).find(([pattern]) => matches(pattern, at.path))?.[1];
  if (rule !== undefined) return rule(base, own, at);
  if (own.kind === 'scalar' && own.text === null) return base;
  if (base.kind === 'map' && own.kind === 'map') return mergeMaps(base, own, at);
  if (base.kind === 'list' && own.kind === 'list') return appended(base, own, at);
  return own;
}

function matches(pattern: string, path: readonly string[]): boolean {
  const steps = pattern.split('.');
  return steps.length === path.length && steps.every((step, index) => step === '*' || step === path[index]);
}

/** Maps key by key; a key with `!reset` is gone. */
export function mergeMaps(base: MapNode, own: MapNode, { path, rules }: MergeAt): MapNode {
  const entries = new Map(base.entries);
  for (const [name, entry] of own.entries) {
    const below = entries.get(name);
    if (entry.value.tag === 'reset') entries.delete(name);
    else if (below === undefined) entries.set(name, entry);
    else {
      const value = merge(below.value, entry.value, { path: [...path, name], rules });
      entries.set(name, { ...entry, value });
    }
  }
  return { ...own, entries };
}

/** The value of the later file alone. */
export const replace: Merger = (_, own) => own;

/** Two lists, or single values, one after the other; what is already there is not repeated. */
export const appended: Merger = (base, own) => {
  const items = [...itemsOf(base)];
  const known = new Set(items.map(fingerprint));
  for (const item of itemsOf(own)) if (!known.has(fingerprint(item))) items.push(item);
  return listOf(items, own.place);
};

/** Two lists, one after the other, as they are. */
export const concatenated: Merger = (base, own) => listOf([...itemsOf(base), ...itemsOf(own)], own.place);

/** Variables, labels and the like, as a map or as `NAME=value`: by name. */
export const byName: Merger = (base, own) => {
  const reset = own.kind === 'map' ? [...own.entries].filter(([, { value }]) => value.tag === 'reset') : [];
  const gone = new Set(reset.map(([name]) => name));
  const items = [...pairItems(base), ...pairItems(own)].filter((item) => !gone.has(nameOf(item)));
  return unique(listOf(items, own.place), nameOf);
};

const nameOf = (item: Node) => (item.kind === 'scalar' ? (item.text ?? '').split('=', 1)[0]! : fingerprint(item));

/** A list whose items have an identity: a later one takes the place of an earlier one. */
export const byIdentity =
  (identity: (item: Node) => string): Merger =>
  (base, own) =>
    unique(listOf([...itemsOf(base), ...itemsOf(own)], own.place), identity);

/** A map, of which a list of names is the short form. */
export const asMap: Merger = (base, own, at) => mergeMaps(mapOf(base), mapOf(own), at);

function unique(list: Node & { kind: 'list' }, identity: (item: Node) => string): Node {
  const byKey = new Map<string, Node>();
  for (const item of list.items) byKey.set(identity(item), item);
  return { ...list, items: [...byKey.values()] };
}

const itemsOf = (node: Node): readonly Node[] =>
  node.kind === 'list' ? node.items : node.kind === 'map' ? pairItems(node) : node.text === null ? [] : [node];

function pairItems(node: Node): readonly Node[] {
  if (node.kind !== 'map') return itemsOf(node);
  return [...node.entries].map(([name, { key, value }]) =>
    scalarOf(value.kind === 'scalar' && value.text !== null ? `${name}=${value.text}` : name, key),
  );
}

function mapOf(node: Node): MapNode {
  if (node.kind === 'map') return node;
  const named = itemsOf(node).flatMap((item): [string, Entry][] =>
    item.kind === 'scalar' && item.text !== null
      ? [[item.text, { key: item.place, value: { kind: 'map', entries: new Map(), place: item.place } }]]
      : [],
  );
  return { kind: 'map', entries: new Map(named), place: node.place };
}

/** Equal for equal values, wherever they stand. */
function fingerprint(node: Node): string {
  if (node.kind === 'scalar') return JSON.stringify(node.text);
  if (node.kind === 'list') return `[${node.items.map(fingerprint).join()}]`;
  return `{${[...node.entries].map(([key, { value }]) => `${JSON.stringify(key)}:${fingerprint(value)}`).join()}}`;
}
