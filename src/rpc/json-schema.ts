import { type JsonSchema, NAME } from './shape.ts';

/** The schemas of named shapes, as far as they have been asked for. */
export interface Schemas {
  /** Where a document has them: what stands before a name in a reference. */
  readonly prefix: string;
  readonly byName: Map<string, unknown>;
  sorted(): Readonly<Record<string, unknown>>;
}

/** None yet. */
export function schemasAt(prefix: string): Schemas {
  const byName = new Map<string, unknown>();
  const sorted = () => Object.fromEntries([...byName].sort(([a], [b]) => (a < b ? -1 : 1)));
  return { prefix, byName, sorted };
}

/** A shape as JSON Schema: what has a name becomes a reference. */
export function toSchema(shape: JsonSchema, schemas: Schemas): unknown {
  const name = shape[NAME];
  if (name === undefined) return inline(shape, schemas);
  if (!schemas.byName.has(name)) {
    schemas.byName.set(name, {});
    schemas.byName.set(name, inline(shape, schemas));
  }
  return { $ref: `${schemas.prefix}${name}` };
}

function inline(shape: JsonSchema, schemas: Schemas): Readonly<Record<string, unknown>> {
  const { items, properties, anyOf, ...rest } = shape;
  const inner = (schema: JsonSchema) => toSchema(schema, schemas);
  return {
    ...rest,
    ...(items ? { items: inner(items) } : {}),
    ...(properties
      ? { properties: Object.fromEntries(Object.entries(properties).map(([key, schema]) => [key, inner(schema)])) }
      : {}),
    ...(anyOf ? { anyOf: anyOf.map(inner) } : {}),
  };
}
