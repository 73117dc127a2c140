import type { Model } from '../model/model.ts';
import { itemsOf, selectedItem } from '../model/tree-lines.ts';
import type { ActionResult, Context } from './context.ts';

/** Selects a row of the tree (null: all services) and shows its log. */
export function select(name: string | null): Partial<Model> {
  return { selected: name, selection: null, part: null, drag: null, left: 0, hit: null };
}

/** Goes to a row of the tree. Open details show the new service, and end at the row of all services. */
export function goTo({ selected, details }: Model, name: string | null): ActionResult {
  const set = select(name);
  if (!details || name === selected) return { set };
  return name === null ? { set: { ...set, details: null } } : { set, requests: [{ type: 'details', name }] };
}

/** Goes to the next row up or down the tree. */
export function step(context: Context, by: number): ActionResult {
  const { model } = context;
  const items = itemsOf(model);
  const at = selectedItem(items, model.selected);
  const next = items[Math.min(Math.max(at + by, 0), items.length - 1)];
  const name = next?.name ?? null;
  return next === undefined || name === model.selected ? {} : goTo(model, name);
}
