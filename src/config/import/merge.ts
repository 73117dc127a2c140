import { listOf, type MapEntry, type MapNode, type Node, scalarOf } from './node.ts';

/** Merges two values at the same place of two files. */
export type Merger = (base: Node, own: Node, at: MergeAt) => Node;

/** The place of a merge, and the rules for the places below. */
export interface MergeAt {
  readonly path: readonly string[];
  readonly rules: MergeRules;
}

/** Rules by path, such as `services.*.command`. A value without a rule is merged by its kind. */
export interface MergeRules {
  readonly [path: string]: Merger;
}

/** Merges `own` over `base`: maps key by key, lists one after the other; anything else is replaced. */
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

/** Merges maps key by key. A key with `!reset` is removed. */
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

/** Keeps only the value of the later file. */
export const replace: Merger = (_, own) => own;

/** Joins two lists or single values without repeating items. */
export const appended: Merger = (base, own) => {
  const items = [...itemsOf(base)];
  const known = new Set(items.map(fingerprint));
  for (const item of itemsOf(own)) if (!known.has(fingerprint(item))) items.push(item);
  return listOf(items, own.place);
};

/** Joins two lists as they are. */
export const concatenated: Merger = (base, own) => listOf([...itemsOf(base), ...itemsOf(own)], own.place);

/** Merges variables, labels and the like by name, as a map or as `NAME=value`. */
export const byName: Merger = (base, own) => {
  const reset = own.kind === 'map' ? [...own.entries].filter(([, { value }]) => value.tag === 'reset') : [];
  const gone = new Set(reset.map(([name]) => name));
  const items = [...pairItems(base), ...pairItems(own)].filter((item) => !gone.has(nameOf(item)));
  return unique(listOf(items, own.place), nameOf);
};

const nameOf = (item: Node) => (item.kind === 'scalar' ? (item.text ?? '').split('=', 1)[0]! : fingerprint(item));

/** Merges lists whose items have an identity: a later item replaces an earlier one. */
export const byIdentity =
  (identity: (item: Node) => string): Merger =>
  (base, own) =>
    unique(listOf([...itemsOf(base), ...itemsOf(own)], own.place), identity);

/** Merges maps whose short form is a list of names. */
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
  const named = itemsOf(node).flatMap((item): [string, MapEntry][] =>
    item.kind === 'scalar' && item.text !== null
      ? [[item.text, { key: item.place, value: { kind: 'map', entries: new Map(), place: item.place } }]]
      : [],
  );
  return { kind: 'map', entries: new Map(named), place: node.place };
}

/** A text that is equal for equal values, wherever they are. */
function fingerprint(node: Node): string {
  if (node.kind === 'scalar') return JSON.stringify(node.text);
  if (node.kind === 'list') return `[${node.items.map(fingerprint).join()}]`;
  return `{${[...node.entries].map(([key, { value }]) => `${JSON.stringify(key)}:${fingerprint(value)}`).join()}}`;
}
