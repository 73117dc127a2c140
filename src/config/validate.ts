import * as v from 'valibot';
import { error, type Finding, type KeyPath, type PlaceOf, type warning } from './finding.ts';
import {
  describe,
  entriesOf,
  isMissing,
  isUnknownKey,
  missingKey,
  type SchemaNode,
  show,
  unknownKeyHint,
  unwrap,
  wrongValue,
} from './issues.ts';

/** Names that every JavaScript object already has; valibot ignores them. */
const NO_NAMES = ['__proto__', 'prototype', 'constructor'];

interface ValidateOptions<S extends v.GenericSchema> {
  readonly schema: S;
  /** A parsed TOML document. Wrong parts are taken out of it. */
  readonly value: Record<string, unknown>;
  readonly place: PlaceOf;
  /** How to report an unknown key: zinit ignores those of its units. */
  readonly unknownKey: typeof error | typeof warning;
}

type Table = Record<string, unknown>;

/**
 * Checks a document against a schema. Every wrong part is reported and taken out, and the rest is checked again. So no
 * mistake hides another, and the correct parts can be checked further. The table is null if nothing valid is left.
 */
export function validate<S extends v.GenericSchema>({ schema, value, place, unknownKey }: ValidateOptions<S>) {
  const takenOut = new Set<string>();
  const problems = checkShape({
    schema: schema as SchemaNode,
    value,
    place,
    takeOut: (path) => {
      takenOut.add(path.join('\0'));
      takeOut(value, path);
    },
  });
  for (;;) {
    const result = v.safeParse(schema, value);
    if (result.success) return { table: value as v.InferOutput<S>, problems, ...afterwards(takenOut, place) };
    for (const issue of result.issues.flatMap(closest)) {
      const path = (issue.path ?? []).map((item) => item.key as string | number);
      const label = path.join('\0');
      const [parent, gone] = [path.slice(0, -1), takenOut.has(label)];
      takenOut.add(label);
      if (isMissing(issue)) {
        if (!gone) problems.push(missingKey(path, place));
        if (parent.length === 0) return { table: null, problems, ...afterwards(takenOut, place) };
        takenOut.add(parent.join('\0'));
        takeOut(value, parent);
      } else if (gone) {
        // The part was taken out but its parent is still wrong, so the whole parent is taken out.
        if (parent.length === 0) return { table: null, problems, ...afterwards(takenOut, place) };
        takenOut.add(parent.join('\0'));
        takeOut(value, parent);
      } else {
        if (isUnknownKey(issue)) {
          const message = `unknown key "${path.at(-1)}"`;
          problems.push(unknownKey('unknown-key', message, place(path, 'key'), unknownKeyHint(schema, path)));
        } else problems.push(wrongValue(issue, path, place));
        takeOut(value, path);
      }
    }
    sweep(value);
  }
}

/** The facts about a document from which parts were taken out. */
function afterwards(takenOut: ReadonlySet<string>, place: PlaceOf) {
  const isTakenOut = (path: KeyPath) => takenOut.has(path.join('\0'));
  const original = (path: KeyPath) => {
    const done: (string | number)[] = [];
    for (const step of path) {
      let at = step;
      if (typeof at === 'number') for (let i = 0; i <= at; i++) if (isTakenOut([...done, i])) at += 1;
      done.push(at);
    }
    return done;
  };
  return {
    /** Whether the file has this key with a value that was reported. */
    isTakenOut,
    /** The place of a remaining part: elements of arrays keep their original index. */
    place: ((path, part) => place(original(path), part)) satisfies PlaceOf,
  };
}

/** Replaces an element that was taken out of an array until all are out, so that the other indices stay correct. */
const HOLE = Symbol('hole');

function takeOut(root: Table, path: KeyPath): void {
  const parent = path.slice(0, -1).reduce<unknown>((at, step) => (at as Table | undefined)?.[step], root);
  const last = path.at(-1)!;
  if (Array.isArray(parent)) parent[Number(last)] = HOLE;
  else if (parent !== null && typeof parent === 'object') delete (parent as Table)[last];
}

function sweep(value: unknown): void {
  if (value === null || typeof value !== 'object') return;
  if (Array.isArray(value)) {
    for (let at = value.length - 1; at >= 0; at--) if (value[at] === HOLE) value.splice(at, 1);
  }
  for (const part of Object.values(value)) sweep(part);
}

/** The issues of the kind that a value resembles most, for a value of several possible kinds. */
function closest(issue: v.BaseIssue<unknown>): v.BaseIssue<unknown>[] {
  if (issue.type !== 'union' || issue.issues === undefined) return [issue];
  const isTable = (each: v.BaseIssue<unknown>) => each.type === 'strict_object';
  const inner = issue.issues.filter(
    (each) => each.path !== undefined && !(Array.isArray(issue.input) && isTable(each)),
  );
  if (inner.length === 0) return [issue];
  return inner.map((each) => ({ ...each, path: [...(issue.path ?? []), ...each.path!] }) as v.BaseIssue<unknown>);
}

interface ShapeOptions {
  readonly schema: SchemaNode;
  readonly value: unknown;
  readonly path?: KeyPath;
  readonly place: PlaceOf;
  /** Called with the path of each wrong part, to take it out. */
  readonly takeOut: (path: KeyPath) => void;
}

/** Finds mistakes that valibot accepts: an array or a date in place of a table, and names that JavaScript reserves. */
function checkShape({ schema, value, path = [], place, takeOut }: ShapeOptions): Finding[] {
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
