import { type JsonSchema, NAME } from './shape.ts';

/** The schemas of named shapes that were used so far. */
export interface Schemas {
  /** The beginning of a reference, before the name: the place of the schemas in the document. */
  readonly prefix: string;
  readonly byName: Map<string, unknown>;
  sorted(): Readonly<Record<string, unknown>>;
}

/** An empty collection. */
export function schemasAt(prefix: string): Schemas {
  const byName = new Map<string, unknown>();
  const sorted = () => Object.fromEntries([...byName].sort(([a], [b]) => (a < b ? -1 : 1)));
  return { prefix, byName, sorted };
}

/** A shape as JSON Schema. A named shape becomes a reference. */
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
