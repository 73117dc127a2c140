import { error, type Finding, type KeyPath, type PlaceOf } from './finding.ts';
import { describe, entriesOf, type SchemaNode, show, unwrap } from './issues.ts';

/** Names that every JavaScript object has already; valibot passes over them. */
const NO_NAMES = ['__proto__', 'prototype', 'constructor'];

interface ShapeOptions {
  readonly schema: SchemaNode;
  readonly value: unknown;
  readonly path?: KeyPath;
  readonly place: PlaceOf;
  /** Called with the path of what is wrong, to take it out. */
  readonly takeOut: (path: KeyPath) => void;
}

/** What valibot lets pass: an array or a date where a table belongs, and names that JavaScript has for itself. */
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
