import type { Place } from '../finding.ts';

/**
 * A YAML document in which every key and value knows its place. Aliases and merge keys are resolved, and their targets
 * are shared, not copied, so a tree is no larger than its text.
 */
export type Node = MapNode | ListNode | ScalarNode;

interface Tagged {
  /** `!reset` removes a value of an earlier file; `!override` replaces it. Only docker compose has them. */
  readonly tag?: 'reset' | 'override';
}

export interface MapNode extends Tagged {
  readonly kind: 'map';
  readonly entries: ReadonlyMap<string, MapEntry>;
  readonly place: Place;
}

/** A key of a map with its value. */
export interface MapEntry {
  readonly key: Place;
  readonly value: Node;
}

export interface ListNode extends Tagged {
  readonly kind: 'list';
  readonly items: readonly Node[];
  readonly place: Place;
}

export interface ScalarNode extends Tagged {
  readonly kind: 'scalar';
  /** As written, without quotes: `1.10` keeps its zero. Null for an empty value or `null`. */
  readonly text: string | null;
  /** Whether YAML reads it as a text, not as a number or boolean. */
  readonly isText: boolean;
  /** Whether it is written without quotes and without a tag. */
  readonly isPlain?: boolean;
  readonly place: Place;
}

/** A map without entries. */
export const emptyMap = (place: Place): MapNode => ({ kind: 'map', entries: new Map(), place });

/** The map at a key; null if there is none. */
export function mapAt(node: Node, key: string): MapNode | null {
  const value = node.kind === 'map' ? node.entries.get(key)?.value : undefined;
  return value?.kind === 'map' ? value : null;
}

/** A list of the items. */
export const listOf = (items: readonly Node[], place: Place): ListNode => ({ kind: 'list', items, place });

/** A text. */
export const scalarOf = (text: string, place: Place): ScalarNode => ({ kind: 'scalar', text, isText: true, place });

/**
 * Returns the tree with each text replaced by `change(text, place, scalar)`, except below skipped keys. Shared nodes
 * stay shared, and unchanged nodes stay the same.
 */
export function mapTexts(
  node: Node,
  change: (text: string, place: Place, scalar: ScalarNode) => string,
  skips: (key: string) => boolean = () => false,
): Node {
  const done = new Map<Node, Node>();
  const walk = (each: Node): Node => {
    const known = done.get(each);
    if (known !== undefined) return known;
    const result = walkNew(each);
    done.set(each, result);
    return result;
  };
  const walkNew = (each: Node): Node => {
    if (each.kind === 'scalar') {
      const text = each.text === null ? null : change(each.text, each.place, each);
      return text === each.text ? each : { ...each, text };
    }
    if (each.kind === 'list') {
      const items = each.items.map(walk);
      return items.every((item, index) => item === each.items[index]) ? each : { ...each, items };
    }
    const entries = [...each.entries].map(
      ([key, entry]) => [key, entry, skips(key) ? entry.value : walk(entry.value)] as const,
    );
    if (entries.every(([, entry, value]) => entry.value === value)) return each;
    return { ...each, entries: new Map(entries.map(([key, entry, value]) => [key, { ...entry, value }])) };
  };
  return walk(node);
}

/** Returns the tree with `change` applied to the nodes at a path; `*` in it stands for every key or item. */
export function mapAtPath(node: Node, path: readonly string[], change: (node: Node) => Node): Node {
  const [step, ...rest] = path;
  if (step === undefined) return change(node);
  if (node.kind === 'list') {
    return step === '*' ? { ...node, items: node.items.map((item) => mapAtPath(item, rest, change)) } : node;
  }
  if (node.kind !== 'map') return node;
  const entries = [...node.entries].map(([key, entry]) => {
    const value = step === '*' || step === key ? mapAtPath(entry.value, rest, change) : entry.value;
    return [key, { ...entry, value }] as const;
  });
  return { ...node, entries: new Map(entries) };
}
