import { linesOf } from '../model/lines.ts';
import type { Model } from '../model/model.ts';
import type { Context, Outcome } from './context.ts';

/** Another service is selected; in the view of one service, its log is shown. */
export function select(name: string): Partial<Model> {
  return { selected: name, selection: null, left: 0, hit: null };
}

/** The next service up or down the tree. Details that are open go along. */
export function step(context: Context, by: number): Outcome {
  const { model } = context;
  const lines = linesOf(model);
  const at = lines.findIndex(({ name }) => name === model.selected);
  const next = lines[at < 0 ? 0 : Math.min(Math.max(at + by, 0), lines.length - 1)];
  if (!next || next.name === model.selected) return {};
  const set = select(next.name);
  return model.details ? { set, ask: [{ ask: 'details', name: next.name }] } : { set };
}
