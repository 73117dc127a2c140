import type { ContainerSpec } from '../../core/container.ts';
import type { DeclaredService } from '../config.ts';
import { error, type Finding, type KeyPath, type Place } from '../finding.ts';
import type { ServiceTable } from '../keys.ts';
import type { Field } from './fields.ts';

/** What one service waits for of another. */
export interface Need {
  readonly to: string;
  readonly until: 'started' | 'healthy' | 'completed' | 'succeeded';
  readonly place: Place;
  /** False: it is waited for only where it is to run at all. */
  readonly required?: boolean;
  /** Of several replicas this one alone, counted from 0. */
  readonly replica?: number;
}

type Writable<T> = { -readonly [Key in keyof T]: T[Key] };
type Table = Writable<ServiceTable>;

/** A service on its way from YAML to a table of zdev's keys, each of which remembers where it came from. */
export interface Draft {
  readonly name: string;
  readonly field: Field;
  readonly table: Table;
  /** Where each key of the table came from, by its path. */
  readonly places: Map<string, Place>;
  readonly needs: Need[];
  /** How many of it run. */
  replicas: number;
  /** It runs in containers: that of each replica. */
  containers?: readonly ContainerSpec[];
  /** What its health check runs in the container. */
  inside?: readonly string[];
  /** See `DeclaredService`. */
  endsAll?: 'any' | 'failure';
  withoutProjectEnv?: boolean;
}

export function newDraft(name: string, field: Field): Draft {
  return { name, field, table: {}, places: new Map(), needs: [], replicas: 1 };
}

/** Sets a key of the table, or of one of its sub-tables: `set(draft, field, 'lifecycle', { restart: 'always' })`. */
export function set<Key extends keyof ServiceTable>(
  draft: Draft,
  { node }: Pick<Field, 'node'>,
  key: Key,
  value: NonNullable<ServiceTable[Key]> | null,
): void {
  if (value === null) return;
  const isTable = typeof value === 'object' && !Array.isArray(value);
  const before = draft.table[key];
  draft.table[key] = isTable && before !== undefined ? { ...(before as object), ...value } : value;
  draft.places.set(label([key]), node.place);
  if (isTable) for (const inner of Object.keys(value)) draft.places.set(label([key, inner]), node.place);
}

/** Adds a name to one of the lists of dependencies. */
export function addEdge(draft: Draft, list: 'requires' | 'after' | 'ended' | 'wants', to: string, place: Place): void {
  const names = draft.table[list] ?? [];
  draft.places.set(label([list, names.length]), place);
  draft.table[list] = [...names, to];
}

/** The finished service, or one for each replica. `finish` tells the replicas apart. */
export function declare(
  draft: Draft,
  finish: (table: ServiceTable, index: number) => ServiceTable = (same) => same,
): DeclaredService[] {
  const { table, replicas, containers, inside, endsAll, withoutProjectEnv } = draft;
  return Array.from({ length: replicas }, (_, index) => {
    const container = containers?.[index];
    return {
      ...(container && { container }),
      ...(container && inside && { inside }),
      ...(endsAll && { endsAll }),
      ...(withoutProjectEnv && { withoutProjectEnv }),
      kind: 'service',
      name: replicaNames(draft)[index]!,
      table: finish(table, index),
      place: (path) => placeOf(draft, path),
      unit: false,
      expands: false,
      isTakenOut: (key) => key === 'exec' && table.exec === undefined,
    };
  });
}

/** `web`, or `web.1`, `web.2` and so on. */
export function replicaNames({ name, replicas }: Pick<Draft, 'name' | 'replicas'>): string[] {
  return replicas === 1 ? [name] : Array.from({ length: replicas }, (_, index) => `${name}.${index + 1}`);
}

/** The nearest key above, where a key came from nowhere. */
function placeOf({ places, field }: Draft, path: KeyPath): Place {
  for (let length = path.length; length > 0; length--) {
    const place = places.get(label(path.slice(0, length)));
    if (place !== undefined) return place;
  }
  return field.key;
}

const label = (path: KeyPath) => path.join('\0');

/** Names that zdev cannot use, or that JavaScript has for itself. */
export function checkName(name: string, { key }: Field, problems: Finding[]): boolean {
  if (/^[A-Za-z0-9_.-]+$/.test(name) && !['__proto__', 'prototype', 'constructor'].includes(name)) return true;
  problems.push(error('bad-name', `"${name}" must be a name of letters, digits, "-", "_" and "."`, key));
  return false;
}
