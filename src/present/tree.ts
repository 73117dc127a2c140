/** A service in the tree, with the marks before its name. */
export interface TreeLine {
  readonly name: string;
  /** The service above it; null at the root. */
  readonly parent: string | null;
  /** Its depth; 0 at the root. */
  readonly depth: number;
  /** For each level above: whether the trunk continues beside this line. */
  readonly trunks: readonly boolean[];
  /** Whether it is the last of its siblings. */
  readonly last: boolean;
}

/** The facts that place a service in the tree. */
export interface TreeNode {
  readonly name: string;
  readonly requires: readonly string[];
}

/**
 * The dependency tree. Each service and target appears once, below the first one that it requires, or at the root if it
 * requires nothing. The order is that of the config, and depends on nothing that changes while services run.
 */
export function treeLines(rows: readonly TreeNode[]): readonly TreeLine[] {
  const names = new Set(rows.map(({ name }) => name));
  const children = new Map<string | null, string[]>();
  for (const { name, requires } of rows) {
    const parent = requires.find((other) => other !== name && names.has(other)) ?? null;
    const siblings = children.get(parent);
    if (siblings) siblings.push(name);
    else children.set(parent, [name]);
  }
  const lines: TreeLine[] = [];
  const walk = (parent: string | null, trunks: readonly boolean[]) => {
    const siblings = children.get(parent) ?? [];
    siblings.forEach((name, index) => {
      const last = index === siblings.length - 1;
      lines.push({ name, parent, depth: trunks.length, trunks: trunks.slice(1), last });
      walk(name, [...trunks, !last]);
    });
  };
  walk(null, []);
  return lines;
}

/** The flat list: by layers of what must start before, then in the order of the config. */
export function layerLines(
  all: readonly (TreeNode & { readonly after: readonly string[]; readonly ended: readonly string[] })[],
): readonly TreeLine[] {
  const rows = new Map(all.map((row) => [row.name, row]));
  const layers = new Map<string, number>();
  const layerOf = (name: string): number => {
    const known = layers.get(name);
    if (known !== undefined) return known;
    layers.set(name, 0); // ends a circle made by `after`
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
