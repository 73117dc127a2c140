import { layerLines, type TreeLine, treeLines } from '../../present/tree.ts';
import type { Model } from './model.ts';
import type { ServiceEntry } from './service-entry.ts';

const trees = new WeakMap<readonly ServiceEntry[], readonly TreeLine[]>();
const lists = new WeakMap<readonly ServiceEntry[], readonly TreeLine[]>();

/** The services in the order of the screen: as a tree, or by layers. */
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

/** A row of the tree: a service, or (null) the first row, for all services. */
export type TreeItem = TreeLine | null;

/** The rows of the tree in order. A project with a single service has no row for all. */
export function itemsOf(model: Pick<Model, 'entries' | 'layers'>): readonly TreeItem[] {
  const lines = linesOf(model);
  return lines.length > 1 ? [null, ...lines] : lines;
}

/** The position of the selected row. */
export function selectedItem(items: readonly TreeItem[], selected: string | null): number {
  return Math.max(
    items.findIndex((item) => (item?.name ?? null) === selected),
    0,
  );
}
