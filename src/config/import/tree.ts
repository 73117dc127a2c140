import type { Place } from '../problem.ts';

/**
 * A YAML document in which every key and value knows its place. Aliases and merge keys are resolved, and what they refer
 * to is shared, not copied, so that a tree is no larger than its text.
 */
export type Node = MapNode | ListNode | ScalarNode;

export interface MapNode {
  readonly kind: 'map';
  readonly entries: ReadonlyMap<string, Entry>;
  readonly place: Place;
}

/** A key of a map with its value. */
export interface Entry {
  readonly key: Place;
  readonly value: Node;
}

export interface ListNode {
  readonly kind: 'list';
  readonly items: readonly Node[];
  readonly place: Place;
}

export interface ScalarNode {
  readonly kind: 'scalar';
  /** As written, without quotes: `1.10` keeps its zero. Null for an empty value or `null`. */
  readonly text: string | null;
  /** For YAML it is a text, not a number or a truth value. */
  readonly isText: boolean;
  readonly place: Place;
}

/** A map without entries. */
export const emptyMap = (place: Place): MapNode => ({ kind: 'map', entries: new Map(), place });

/** The map that a key leads to; null when there is none. */
export function mapAt(node: Node, key: string): MapNode | null {
  const value = node.kind === 'map' ? node.entries.get(key)?.value : undefined;
  return value?.kind === 'map' ? value : null;
}

/** Lists in which what extends another adds to it; all others are replaced. */
const ADDING = ['environment', 'entrypoint', 'args', 'volumes', 'ports', 'env_file'];

/** `own` over `base`, as both tools do for `extends`: maps are merged, some lists added to, the rest is replaced. */
export function overlay(base: Node, own: Node, key = ''): Node {
  if (base.kind === 'map' && own.kind === 'map') {
    const entries = new Map(base.entries);
    for (const [name, entry] of own.entries) {
      const below = entries.get(name);
      entries.set(name, below === undefined ? entry : { ...entry, value: overlay(below.value, entry.value, name) });
    }
    return { ...own, entries };
  }
  if (!ADDING.includes(key) || base.kind === 'scalar' || own.kind === 'scalar') return own;
  return { kind: 'list', items: [...itemsOf(base), ...itemsOf(own)], place: own.place };
}

/** Variables may be a map or a list; as a list, `NAME=value`. */
function itemsOf(node: MapNode | ListNode): readonly Node[] {
  if (node.kind === 'list') return node.items;
  return [...node.entries].map(([name, { key, value }]): Node => {
    const text = value.kind === 'scalar' && value.text !== null ? `${name}=${value.text}` : name;
    return { kind: 'scalar', text, isText: true, place: key };
  });
}
