import { CODE_TEXTS, CODES } from './errors.ts';
import { type Schemas, schemasAt, toSchema } from './json-schema.ts';
import { METHODS, type MethodSpec, NOTIFICATIONS } from './methods.ts';
import { type Fields, OPTIONAL } from './shape.ts';

export { rpcReference } from './reference.ts';

type Json = Readonly<Record<string, unknown>>;

/** This interface as an OpenRPC document, generated from the table of methods. */
export function openRpcDocument(): Json {
  const schemas = schemasAt('#/components/schemas/');
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
      schemas: schemas.sorted(),
      errors: Object.fromEntries(
        Object.entries(CODES).map(([key, code]) => [key, { code, message: CODE_TEXTS[key as keyof typeof CODES] }]),
      ),
    },
  };
}

function contentDescriptors(fields: Fields, schemas: Schemas): Json[] {
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
