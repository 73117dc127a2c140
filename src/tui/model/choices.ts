import { entryNamed, type Model } from './model.ts';

/** The user's choices on the screen, which the next start of the project restores. */
export interface Choices {
  readonly selected?: string | null;
  readonly muted?: readonly string[];
  readonly layers?: boolean;
  readonly treeHidden?: boolean;
  readonly wrap?: boolean;
  readonly raw?: boolean;
  readonly timestamps?: boolean;
  /** Columns of the tree; null for the default. */
  readonly treeWidth?: number | null;
}

/** No screen is that wide. */
const MAX_TREE_WIDTH = 1000;

/** The part of the model that is kept. */
export function choicesOf(model: Model): Choices {
  const { selected, muted, layers, treeHidden, wrap, raw, timestamps, treeWidth } = model;
  return { selected, muted: [...muted], layers, treeHidden, wrap, raw, timestamps, treeWidth };
}

/** The screen at its start, with the last choices if they still make sense; otherwise with all services selected. */
export function begun(model: Model, { selected, muted = [], ...kept }: Choices): Model {
  const known = model.entries.map(({ row }) => row.name);
  // With a single service, there is no row for all services.
  const first = known.length === 1 ? known[0] : null;
  const chosen = selected && entryNamed(model, selected) ? selected : (first ?? null);
  return { ...model, ...kept, muted: new Set(muted.filter((name) => known.includes(name))), selected: chosen };
}

/** Parses choices that a screen has written; none if the text is not valid. */
export function parseChoices(text: string): Choices {
  let found: unknown;
  try {
    found = JSON.parse(text);
  } catch {
    return {};
  }
  if (typeof found !== 'object' || found === null) return {};
  return Object.fromEntries(Object.entries(found).filter(([key, value]) => CHECKS[key as keyof Choices]?.(value)));
}

const isBoolean = (value: unknown) => typeof value === 'boolean';

const CHECKS: { readonly [K in keyof Choices]-?: (value: unknown) => boolean } = {
  selected: (value) => value === null || typeof value === 'string',
  muted: (value) => Array.isArray(value) && value.every((name) => typeof name === 'string'),
  layers: isBoolean,
  treeHidden: isBoolean,
  wrap: isBoolean,
  raw: isBoolean,
  timestamps: isBoolean,
  treeWidth: (value) =>
    value === null || (Number.isSafeInteger(value) && Number(value) > 0 && Number(value) < MAX_TREE_WIDTH),
};
