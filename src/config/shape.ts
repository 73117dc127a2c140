import { error, type Finding, type KeyPath, type PlaceOf } from './finding.ts';
import { describe, entriesOf, type SchemaNode, show, unwrap } from './issues.ts';

/** Names that every JavaScript object already has; valibot ignores them. */
const NO_NAMES = ['__proto__', 'prototype', 'constructor'];

interface ShapeOptions {
  readonly schema: SchemaNode;
  readonly value: unknown;
  readonly path?: KeyPath;
  readonly place: PlaceOf;
  /** Called with the path of each wrong part, to take it out. */
  readonly takeOut: (path: KeyPath) => void;
}

/** Finds mistakes that valibot accepts: an array or a date in place of a table, and names that JavaScript reserves. */
export function checkShape({ schema, value, path = [], place, takeOut }: ShapeOptions): Finding[] {
  const node = unwrap(schema);
  if (value === null || typeof value !== 'object') return [];
  const isTable = node.entries !== undefined || node.value !== undefined;
  if (isTable && (Array.isArray(value) || value instanceof Date)) {
    takeOut(path);
    return [error('wrong-type', `${show(path)} must be a table, not ${describe(value)}`, place(path, 'value'))];
  }
  if (Array.isArray(value)) return [];
  return Object.entries(value).flatMap(([key, part]) => {
    const at = [...path, key];
    if (NO_NAMES.includes(key)) {
      takeOut(at);
      return [error('bad-name', `"${key}" cannot be used as a name`, place(at, 'key'))];
    }
    const inner = entriesOf(node)[key] ?? (node.value as SchemaNode | undefined);
    return inner === undefined ? [] : checkShape({ schema: inner, value: part, path: at, place, takeOut });
  });
}
