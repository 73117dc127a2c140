import * as v from 'valibot';
import type { error, KeyPath, PlaceOf, warning } from './finding.ts';
import { isMissing, isUnknownKey, missingKey, type SchemaNode, unknownKeyHint, wrongValue } from './issues.ts';
import { checkShape } from './shape.ts';

interface ValidateOptions<S extends v.GenericSchema> {
  readonly schema: S;
  /** A parsed TOML document. What is wrong in it is taken out. */
  readonly value: Record<string, unknown>;
  readonly place: PlaceOf;
  /** Of an unknown key: zinit ignores those of its units. */
  readonly unknownKey: typeof error | typeof warning;
}

type Table = Record<string, unknown>;

/**
 * Holds a document against a schema. Every wrong part is reported and taken out, and the rest is looked at again, so that one mistake
 * hides no other and what is right can be checked further. The table is null when nothing that fits is left.
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
        // It was taken out, and what holds it is still wrong: that goes as a whole.
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

/** What must be known about a document from which parts were taken out. */
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
    /** Whether the file has this key, with a value that was reported. */
    isTakenOut,
    /** The place of a part that is left: elements of arrays stand where they stood before. */
    place: ((path, part) => place(original(path), part)) satisfies PlaceOf,
  };
}

/** Stands for an element taken out of an array until all of them are, so that the indices of the others stay true. */
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

/** Of a value that may be one of several kinds, the issues of the kind that it resembles. */
function closest(issue: v.BaseIssue<unknown>): v.BaseIssue<unknown>[] {
  if (issue.type !== 'union' || issue.issues === undefined) return [issue];
  const isTable = (each: v.BaseIssue<unknown>) => each.type === 'strict_object';
  const inner = issue.issues.filter(
    (each) => each.path !== undefined && !(Array.isArray(issue.input) && isTable(each)),
  );
  if (inner.length === 0) return [issue];
  return inner.map((each) => ({ ...each, path: [...(issue.path ?? []), ...each.path!] }) as v.BaseIssue<unknown>);
}
