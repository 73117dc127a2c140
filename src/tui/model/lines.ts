import type { Model } from './model.ts';
import { layerLines, type TreeLine, treeLines } from './tree.ts';

/** The services as they stand on the screen: as a tree, or by layers. */
export function linesOf(model: Pick<Model, 'entries' | 'layers'>): readonly TreeLine[] {
  return model.layers ? layerLines(model.entries) : treeLines(model.entries);
}
