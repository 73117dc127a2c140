/** A service in the tree, with what stands in front of its name. */
export interface TreeLine {
  readonly name: string;
  /** Under which service it stands; null at the root. */
  readonly parent: string | null;
  /** How deep it stands; 0 at the root. */
  readonly depth: number;
  /** For each level above: whether the trunk goes on beside this line. */
  readonly trunks: readonly boolean[];
  /** The last of its siblings. */
  readonly last: boolean;
}

/** What has to be known of a service to give it its place. */
export interface Placed {
  readonly name: string;
  readonly kind: 'service' | 'oneshot' | 'target';
  readonly requires: readonly string[];
}

/**
 * The dependency tree: each service once, under the first service that it requires. A target is the head of what it
 * needs and has no other place; what nobody heads stands at the root. The order is that of the config, and depends on
 * nothing that changes while services run.
 */
export function treeLines(rows: readonly Placed[]): readonly TreeLine[] {
  const parents = parentsOf(rows);
  const children = new Map<string | null, string[]>();
  for (const { name } of rows) {
    const parent = parents.get(name) ?? null;
    const siblings = children.get(parent);
    if (siblings) siblings.push(name);
    else children.set(parent, [name]);
  }
  const heads = new Set(rows.filter(({ kind }) => kind === 'target').map(({ name }) => name));
  const place = new Map(rows.map(({ name }, index) => [name, index]));
  // A head stands where the first of its services would.
  const firsts = new Map<string, number>();
  const first = (name: string): number => {
    const known = firsts.get(name);
    if (known !== undefined) return known;
    const own = place.get(name) as number;
    // Only a head is moved; a service has its place in the config.
    const least = heads.has(name) ? Math.min(own, ...(children.get(name) ?? []).map(first)) : own;
    firsts.set(name, least);
    return least;
  };
  const lines: TreeLine[] = [];
  const walk = (parent: string | null, trunks: readonly boolean[]) => {
    const names = [...(children.get(parent) ?? [])].sort((a, b) => first(a) - first(b));
    names.forEach((name, index) => {
      const last = index === names.length - 1;
      lines.push({ name, parent, depth: trunks.length, trunks: trunks.slice(1), last });
      walk(name, [...trunks, !last]);
    });
  };
  walk(null, []);
  return lines;
}

/** The flat list: by layers of what must be started before, then in the order of the config. */
export function layerLines(
  all: readonly (Placed & { readonly after: readonly string[]; readonly ended: readonly string[] })[],
): readonly TreeLine[] {
  const rows = new Map(all.map((row) => [row.name, row]));
  const layers = new Map<string, number>();
  const layerOf = (name: string): number => {
    const known = layers.get(name);
    if (known !== undefined) return known;
    layers.set(name, 0); // what `after` makes a circle of ends here
    const row = rows.get(name);
    const before = row ? [...row.requires, ...row.after, ...row.ended].filter((other) => rows.has(other)) : [];
    const layer = before.length === 0 ? 0 : 1 + Math.max(...before.map(layerOf));
    layers.set(name, layer);
    return layer;
  };
  return all
    .map(({ name }) => ({ name, parent: null, depth: layerOf(name), trunks: [], last: false }))
    .sort((a, b) => a.depth - b.depth);
}

/** Under which other service each stands. Those at the root are not in it. */
function parentsOf(rows: readonly Placed[]): ReadonlyMap<string, string> {
  const byName = new Map(rows.map((row) => [row.name, row]));
  const parents = new Map<string, string>();
  const heads = rows.filter(({ kind }) => kind === 'target');
  for (const { name, kind, requires } of rows) {
    const first = requires.find((other) => byName.has(other));
    if (kind !== 'target' && first !== undefined) parents.set(name, first);
  }
  for (const head of heads) {
    const seen = new Set([head.name]);
    const waiting = [...head.requires];
    for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
      const row = byName.get(name);
      if (!row || seen.has(name)) continue;
      seen.add(name);
      const isFree = !parents.has(name) && (row.kind !== 'target' || head.requires.includes(name));
      if (isFree && !isAbove(name, head.name, parents)) parents.set(name, head.name);
      waiting.push(...row.requires);
    }
  }
  return parents;
}

/** Whether one stands above the other already. */
function isAbove(name: string, other: string, parents: ReadonlyMap<string, string>): boolean {
  for (let at: string | undefined = other; at !== undefined; at = parents.get(at)) {
    if (at === name) return true;
  }
  return false;
}
