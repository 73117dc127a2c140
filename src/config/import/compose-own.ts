import * as v from 'valibot';
import { error, type KeyPath, type Place } from '../finding.ts';
import { serviceTable } from '../keys.ts';
import { validate } from '../validate.ts';
import type { ComposeScope } from './compose-scope.ts';
import { type Field, fieldAt } from './fields.ts';
import type { Node } from './node.ts';

/** `x-zdev`: any key of a service in zinit.toml. Overrides the other keys. */
export function applyOwnKeys({ draft, problems }: ComposeScope): void {
  const field = fieldAt(draft.field, 'x-zdev');
  if (field === null) return;
  const place = (path: KeyPath, part: 'key' | 'value') => placeIn(field, path.slice(1), part);
  const schema = v.strictObject({ 'x-zdev': serviceTable }, 'a map');
  const value = { 'x-zdev': plain(field.node) };
  const found = validate({ schema, value, place, unknownKey: error });
  problems.push(...found.problems);
  if (found.table === null) return;
  const own = found.table['x-zdev'];
  for (const key of Object.keys(own) as (keyof typeof own)[]) {
    const [before, given] = [draft.table[key], own[key]];
    const merges = isTable(before) && isTable(given);
    Object.assign(draft.table, { [key]: merges ? { ...(before as object), ...(given as object) } : given });
    draft.places.set(key, placeIn(field, [key], 'value'));
  }
}

const isTable = (value: unknown) => value !== null && typeof value === 'object' && !Array.isArray(value);

/** Converts a tree to plain values. */
function plain(node: Node): unknown {
  if (node.kind === 'list') return node.items.map(plain);
  if (node.kind === 'map') return Object.fromEntries([...node.entries].map(([key, { value }]) => [key, plain(value)]));
  if (node.isText || node.text === null) return node.text;
  return /^(true|false)$/i.test(node.text) ? node.text.toLowerCase() === 'true' : Number(node.text);
}

function placeIn(field: Field, path: KeyPath, part: 'key' | 'value'): Place {
  let [key, node]: [Place, Node] = [field.key, field.node];
  for (const step of path) {
    const entry = node.kind === 'map' ? node.entries.get(String(step)) : undefined;
    const item = node.kind === 'list' ? node.items[Number(step)] : undefined;
    if (entry !== undefined) [key, node] = [entry.key, entry.value];
    else if (item !== undefined) [key, node] = [item.place, item];
  }
  return part === 'key' ? key : node.place;
}
