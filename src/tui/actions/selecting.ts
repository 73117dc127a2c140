import { itemsOf, selectedItem } from '../model/lines.ts';
import type { Model } from '../model/model.ts';
import type { Context, Outcome } from './context.ts';

/** Another row of the tree is selected (null: all services): the log is that of what stands there. */
export function select(name: string | null): Partial<Model> {
  return { selected: name, selection: null, part: null, drag: null, left: 0, hit: null };
}

/** The next service up or down the tree. Details that are open go along. */
export function step(context: Context, by: number): Outcome {
  const { model } = context;
  const items = itemsOf(model);
  const at = selectedItem(items, model.selected);
  const next = items[Math.min(Math.max(at + by, 0), items.length - 1)];
  const name = next?.name ?? null;
  if (next === undefined || name === model.selected) return {};
  const set = select(name);
  if (!model.details) return { set };
  return name === null ? { set: { ...set, details: null } } : { set, ask: [{ ask: 'details', name }] };
}
