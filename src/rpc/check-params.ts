import { CODES, RpcError } from './errors.ts';
import { type Fields, type JsonSchema, OPTIONAL } from './shape.ts';

/**
 * Checks the parameters of a call, and adds defaults. Unknown keys are left out, as in zinit, so that a newer client
 * can talk to an older server. Throws an `RpcError` with the mistake. `missing` is the text for a missing parameter,
 * with `{}` for its name.
 */
export function checkParams(
  given: unknown,
  fields: Fields,
  missing = "missing '{}' parameter",
): Record<string, unknown> {
  const required = Object.keys(fields).find((key) => !fields[key]?.[OPTIONAL]);
  const isObject = typeof given === 'object' && given !== null && !Array.isArray(given);
  if (given !== undefined && given !== null && !isObject && required === undefined) {
    throw new RpcError(CODES.invalidParams, 'params must be an object');
  }
  const params = (isObject ? given : {}) as Record<string, unknown>;
  const checked: Record<string, unknown> = {};
  for (const [key, shape] of Object.entries(fields)) {
    const value = Object.hasOwn(params, key) ? params[key] : undefined;
    if (value === undefined || (value === null && shape[OPTIONAL])) {
      if (!shape[OPTIONAL]) throw new RpcError(CODES.invalidParams, missing.replace('{}', key));
      if (shape.default !== undefined) checked[key] = shape.default;
      continue;
    }
    const problem = mismatch(shape, value, `'${key}'`);
    if (problem) throw new RpcError(CODES.invalidParams, `parameter ${problem}`);
    checked[key] = value;
  }
  return checked;
}

/** The mistake in a value, such as `'lines' must be an integer`, or null. */
export function mismatch(schema: JsonSchema, value: unknown, at: string): string | null {
  if (schema.anyOf) {
    if (schema.anyOf.some((one) => mismatch(one, value, at) === null)) return null;
    return `${at} must be ${schema.anyOf.map(phrase).join(' or ')}`;
  }
  if ('const' in schema) return value === schema.const ? null : `${at} must be ${phrase(schema)}`;
  if (!hasType(schema.type, value)) return `${at} must be ${phrase(schema)}`;
  if (schema.enum && !schema.enum.includes(value)) return `${at} must be ${phrase(schema)}`;
  if (schema.minimum !== undefined && (value as number) < schema.minimum) return `${at} must be ${phrase(schema)}`;
  if (schema.items) return first(value as unknown[], (item, i) => mismatch(schema.items!, item, `${at}[${i}]`));
  if (schema.type !== 'object') return null;
  const entries = value as Record<string, unknown>;
  const gone = schema.required?.find((key) => entries[key] === undefined);
  if (gone !== undefined) return `${at} lacks '${gone}'`;
  return first(Object.entries(entries), ([key, entry]) => {
    const inner = schema.properties?.[key];
    return inner && entry !== undefined ? mismatch(inner, entry, `${at}.${key}`) : null;
  });
}

function hasType(type: JsonSchema['type'], value: unknown): boolean {
  switch (type) {
    case undefined:
      return true;
    case 'integer':
      return Number.isSafeInteger(value);
    case 'number':
      return Number.isFinite(value);
    case 'array':
      return Array.isArray(value);
    case 'null':
      return value === null;
    case 'object':
      return typeof value === 'object' && value !== null && !Array.isArray(value);
    default:
      return typeof value === type;
  }
}

function phrase(schema: JsonSchema): string {
  if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(', ');
  if ('const' in schema) return JSON.stringify(schema.const);
  if (schema.items) return `an array, each ${phrase(schema.items)}`;
  if (schema.type === 'integer')
    return schema.minimum === undefined ? 'an integer' : `an integer from ${schema.minimum}`;
  if (schema.type === 'null') return 'null';
  if (schema.type === undefined) return 'anything';
  return `${/^[aeiou]/.test(`${schema.type}`) ? 'an' : 'a'} ${schema.type}`;
}

function first<T>(items: readonly T[], find: (item: T, index: number) => string | null): string | null {
  for (const [index, item] of items.entries()) {
    const problem = find(item, index);
    if (problem !== null) return problem;
  }
  return null;
}
