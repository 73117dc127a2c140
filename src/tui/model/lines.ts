import { layerLines, type TreeLine, treeLines } from '../../present/tree.ts';
import type { Entry } from './entry.ts';
import type { Model } from './model.ts';

const trees = new WeakMap<readonly Entry[], readonly TreeLine[]>();
const lists = new WeakMap<readonly Entry[], readonly TreeLine[]>();

/** The services as they stand on the screen: as a tree, or by layers. */
export function linesOf({ entries, layers }: Pick<Model, 'entries' | 'layers'>): readonly TreeLine[] {
  const known = layers ? lists : trees;
  let lines = known.get(entries);
  if (!lines) {
    const rows = entries.map(({ row }) => row);
    lines = layers ? layerLines(rows) : treeLines(rows);
    known.set(entries, lines);
  }
  return lines;
}

/** A row of the tree: a service, or (null) all of them, which is the first row. */
export type TreeItem = TreeLine | null;

/** The rows of the tree, from the first to the last. A single service has no row for all. */
export function itemsOf(model: Pick<Model, 'entries' | 'layers'>): readonly TreeItem[] {
  const lines = linesOf(model);
  return lines.length > 1 ? [null, ...lines] : lines;
}

/** Where the selected row stands among them. */
export function selectedItem(items: readonly TreeItem[], selected: string | null): number {
  return Math.max(
    items.findIndex((item) => (item?.name ?? null) === selected),
    0,
  );
}
