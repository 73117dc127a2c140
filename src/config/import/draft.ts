import type { ContainerSpec } from '../../core/container.ts';
import type { DeclaredService } from '../config.ts';
import { error, type Finding, type KeyPath, type Place } from '../finding.ts';
import type { ServiceTable } from '../keys.ts';
import type { Field } from './fields.ts';

/** A dependency of one service on another. */
export interface Need {
  readonly to: string;
  readonly until: 'started' | 'healthy' | 'completed' | 'succeeded';
  readonly place: Place;
  /** False: the service waits for it only if it runs at all. */
  readonly required?: boolean;
  /** Only this one of several replicas, counted from 0. */
  readonly replica?: number;
}

type Writable<T> = { -readonly [Key in keyof T]: T[Key] };
type Table = Writable<ServiceTable>;

/** A service during its conversion from YAML to a table of zdev's keys. Each key remembers its origin. */
export interface Draft {
  readonly name: string;
  readonly field: Field;
  readonly table: Table;
  /** The origin of each key of the table, by its path. */
  readonly places: Map<string, Place>;
  readonly needs: Need[];
  /** The number of replicas. */
  replicas: number;
  /** The container of each replica, if it runs in containers. */
  containers?: readonly ContainerSpec[];
  /** The command of its health check in the container. */
  inside?: readonly string[];
  /** See `DeclaredService`. */
  endsAll?: 'any' | 'failure';
  withoutProjectEnv?: boolean;
}

export function newDraft(name: string, field: Field): Draft {
  return { name, field, table: {}, places: new Map(), needs: [], replicas: 1 };
}

/** Sets a key of the table or of a sub-table: `set(draft, field, 'lifecycle', { restart: 'always' })`. */
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

/** The finished service, or one for each replica. `finish` makes the replicas differ. */
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

/** The place of the nearest key above, for a key without an origin. */
function placeOf({ places, field }: Draft, path: KeyPath): Place {
  for (let length = path.length; length > 0; length--) {
    const place = places.get(label(path.slice(0, length)));
    if (place !== undefined) return place;
  }
  return field.key;
}

const label = (path: KeyPath) => path.join('\0');

/** Reports names that zdev cannot use, or that JavaScript reserves. */
export function checkName(name: string, { key }: Field, problems: Finding[]): boolean {
  if (/^[A-Za-z0-9_.-]+$/.test(name) && !['__proto__', 'prototype', 'constructor'].includes(name)) return true;
  problems.push(error('bad-name', `"${name}" must be a name of letters, digits, "-", "_" and "."`, key));
  return false;
}
