import { CODE_TEXTS, CODES } from './errors.ts';
import { METHODS, type MethodSpec, NOTIFICATIONS } from './methods.ts';
import * as causes from './results/cause.ts';
import * as rows from './results.ts';
import { type Fields, type JsonSchema, NAME, OPTIONAL } from './shape.ts';

/** `docs/reference/rpc.md`, generated from the table of methods. */
export function rpcReference(): string {
  const groups = new Map<string, string[]>();
  for (const [name, spec] of Object.entries<MethodSpec>(METHODS)) {
    const group = name.split('.')[0] ?? '';
    groups.set(group, [...(groups.get(group) ?? []), method(name, spec)]);
  }
  return [
    '# Methods of the socket',
    'Generated from `src/rpc/methods.ts`. How to talk to the socket is in [rpc.md](../rpc.md).',
    ...[...groups].flatMap(([group, methods]) => [`## ${group}`, ...methods]),
    '## Notifications',
    ...Object.entries(NOTIFICATIONS).map(([name, { summary, params }]) =>
      paragraphs([`### ${name}`, `${summary}.`, fieldTable(params)]),
    ),
    '## Results with a name',
    ...namedShapes().map(component),
    '## Error codes',
    table(
      ['code', 'meaning'],
      Object.entries(CODES).map(([key, code]) => [`${code}`, CODE_TEXTS[key as keyof typeof CODES]]),
    ),
    '',
  ]
    .join('\n\n')
    .replace(/\n+$/, '\n');
}

function method(name: string, { summary, params, result }: MethodSpec): string {
  return paragraphs([`### ${name}`, `${summary}.`, fieldTable(params), `Result: ${typeText(result)}`]);
}

function namedShapes(): JsonSchema[] {
  const all: readonly (JsonSchema | object)[] = [...Object.values(rows), ...Object.values(causes)];
  const shapes = all.filter((shape): shape is JsonSchema => NAME in shape);
  return shapes.sort((a, b) => (a[NAME]! < b[NAME]! ? -1 : 1));
}

function component(shape: JsonSchema): string {
  const { description, properties } = shape;
  return paragraphs([
    `### ${shape[NAME]}`,
    description === undefined ? '' : `${description}.`,
    properties ? fieldTable(properties) : inlineType(shape),
  ]);
}

function fieldTable(fields: Fields): string {
  const rows = Object.entries(fields).map(([name, shape]) => [
    `\`${name}\`${shape[OPTIONAL] ? '' : ' *'}`,
    typeText(shape),
    shape.default === undefined ? '' : `\`${JSON.stringify(shape.default)}\``,
    shape.description ?? '',
  ]);
  return rows.length === 0 ? '' : table(['name (* always)', 'type', 'default', ''], rows);
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

function typeText(shape: JsonSchema): string {
  const name = shape[NAME];
  return name === undefined ? inlineType(shape) : `[${name}](#${name.toLowerCase()})`;
}

function inlineType({ type, items, enum: values, anyOf, properties, ...rest }: JsonSchema): string {
  if (values) return values.map((value) => `\`${value}\``).join(', ');
  if ('const' in rest) return `\`${JSON.stringify(rest.const)}\``;
  if (anyOf) return anyOf.map(typeText).join(' or ');
  if (items) return `array of ${typeText(items)}`;
  if (properties)
    return `{ ${Object.entries(properties)
      .map(([key, one]) => `${key}: ${typeText(one)}`)
      .join(', ')} }`;
  return type === undefined ? 'anything' : `${type}`;
}

function paragraphs(parts: readonly string[]): string {
  return parts.filter((part) => part !== '').join('\n\n');
}
