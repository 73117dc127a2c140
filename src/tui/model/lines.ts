import { layerLines, type TreeLine, treeLines } from '../../present/tree.ts';
import type { Model } from './model.ts';

/** The services as they stand on the screen: as a tree, or by layers. */
export function linesOf(model: Pick<Model, 'entries' | 'layers'>): readonly TreeLine[] {
  const rows = model.entries.map(({ row }) => row);
  return model.layers ? layerLines(rows) : treeLines(rows);
}
