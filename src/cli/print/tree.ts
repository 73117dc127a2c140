import type { Row } from '../../rpc/results.ts';

/** A service in the tree: drawn once, under the first that it requires. */
export interface TreeNode {
  readonly row: Row;
  /** What else it requires. */
  readonly also: readonly string[];
  readonly children: readonly TreeNode[];
}

/** A line of the tree: the connectors that stand in front of the name. */
export interface TreeLine {
  readonly prefix: string;
  readonly node: TreeNode;
}

/** Dependencies on the left, what requires them on the right; a target is the head of those it stands for. */
export function dependencyTree(rows: readonly Row[]): readonly TreeNode[] {
  const byName = new Map(rows.map((row) => [row.name, row]));
  const parents = new Map(rows.map((row) => [row.name, parentOf(row, rows, byName)]));
  const build = (parent: string | null): TreeNode[] =>
    rows
      .filter(({ name }) => parents.get(name) === parent)
      .map((row) => ({
        row,
        also: row.kind === 'target' ? [] : row.requires.filter((name) => name !== parents.get(row.name)),
        children: build(row.name),
      }));
  return build(null);
}

/** The tree line by line. */
export function treeLines(nodes: readonly TreeNode[], above = '', root = true): TreeLine[] {
  return nodes.flatMap((node, i) => {
    const last = i === nodes.length - 1;
    const prefix = root ? '' : `${above}${last ? '└─ ' : '├─ '}`;
    const below = root ? '' : `${above}${last ? '   ' : '│  '}`;
    return [{ prefix, node }, ...treeLines(node.children, below, false)];
  });
}

/** The first that it requires; for one that requires none, the first target that stands for it. */
function parentOf(row: Row, rows: readonly Row[], byName: ReadonlyMap<string, Row>): string | null {
  const first = row.kind === 'target' ? undefined : row.requires.find((name) => byName.has(name));
  if (first !== undefined) return first;
  // Targets may want each other in a circle, but never require each other so.
  const edges = (from: Row) => (row.kind === 'target' ? from.requires : [...from.requires, ...from.wants]);
  const reaches = (from: Row, seen: Set<string>): boolean => {
    if (seen.has(from.name)) return false;
    seen.add(from.name);
    return edges(from).some((name) => {
      const next = byName.get(name);
      return name === row.name || (next !== undefined && reaches(next, seen));
    });
  };
  return rows.find((other) => other.kind === 'target' && other !== row && reaches(other, new Set()))?.name ?? null;
}
