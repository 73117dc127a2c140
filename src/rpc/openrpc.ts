import { CODE_TEXTS, CODES } from './errors.ts';
import { METHODS, type MethodSpec, NOTIFICATIONS } from './methods.ts';
import { type Fields, type JsonSchema, NAME, OPTIONAL } from './shape.ts';

export { rpcReference } from './reference.ts';

type Json = Readonly<Record<string, unknown>>;

/** This interface as an OpenRPC document, made from the table of methods. */
export function openRpcDocument(): Json {
  const schemas = new Map<string, unknown>();
  const methods = Object.entries<MethodSpec>(METHODS).map(([name, { summary, params, result }]) => ({
    name,
    summary,
    paramStructure: 'by-name',
    params: contentDescriptors(params, schemas),
    result: { name: 'result', schema: toSchema(result, schemas) },
  }));
  const notifications = Object.entries(NOTIFICATIONS).map(([name, { summary, params }]) => ({
    name,
    summary,
    params: contentDescriptors(params, schemas),
  }));
  return {
    openrpc: '1.2.6',
    info: {
      title: 'zdev',
      version: '1',
      description: "zinit 0.3's interface and zdev's own, on the socket of a project",
    },
    methods,
    'x-notifications': notifications,
    components: {
      schemas: Object.fromEntries([...schemas].sort(([a], [b]) => (a < b ? -1 : 1))),
      errors: Object.fromEntries(
        Object.entries(CODES).map(([key, code]) => [key, { code, message: CODE_TEXTS[key as keyof typeof CODES] }]),
      ),
    },
  };
}

function contentDescriptors(fields: Fields, schemas: Map<string, unknown>): Json[] {
  return Object.entries(fields).map(([name, shape]) => {
    const { description, ...schema } = shape;
    return {
      name,
      ...(description === undefined ? {} : { description }),
      required: !shape[OPTIONAL],
      schema: toSchema(schema, schemas),
    };
  });
}

/** A named shape becomes a reference, and its schema a component. */
function toSchema(shape: JsonSchema, schemas: Map<string, unknown>): unknown {
  const name = shape[NAME];
  if (name === undefined) return inline(shape, schemas);
  if (!schemas.has(name)) {
    schemas.set(name, {});
    schemas.set(name, inline(shape, schemas));
  }
  return { $ref: `#/components/schemas/${name}` };
}

function inline(shape: JsonSchema, schemas: Map<string, unknown>): Json {
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
