/** Describes the issues that valibot found, for people. */
import type * as v from 'valibot';
import { didYouMean } from '../core/suggest.ts';
import { error, type Finding, type KeyPath, type PlaceOf } from './finding.ts';
import { nearestSignal } from './signals.ts';

type Issue = v.BaseIssue<unknown>;

export const isUnknownKey = (issue: Issue) => issue.type === 'strict_object' && issue.expected === 'never';

export const isMissing = (issue: Issue) =>
  issue.type === 'strict_object' && issue.input === undefined && issue.expected?.startsWith('"') === true;

export function missingKey(path: KeyPath, place: PlaceOf): Finding {
  const parent = path.slice(0, -1);
  const where = parent.length === 0 ? place(path, 'key') : place(parent, 'key');
  return error('missing-key', `${show(parent) || 'the file'} needs "${path.at(-1)}"`, where);
}

/** Reports a wrong value. The message of the issue says what a value must be. */
export function wrongValue(issue: Issue, path: KeyPath, place: PlaceOf): Finding {
  if (issue.path?.at(-1)?.origin === 'key') {
    return error('bad-name', `"${path.at(-1)}" must be ${issue.message}`, place(path, 'key'));
  }
  const message = `${show(path)} must be ${issue.message}, not ${describe(issue.input)}`;
  return error(codeOf(issue), message, place(path, 'value'), hintFor(issue));
}

function codeOf({ kind, message }: Issue): string {
  if (message.startsWith('a signal')) return 'bad-signal';
  return kind === 'schema' && !message.startsWith('one of') ? 'wrong-type' : 'bad-value';
}

function hintFor({ input, type, expected, message }: Issue): string | null {
  if (typeof input === 'string') {
    if (message.startsWith('a signal')) {
      const signal = nearestSignal(input);
      return signal === null ? null : `did you mean "${signal}"?`;
    }
    if (type === 'picklist')
      return didYouMean(
        input,
        Array.from(expected?.matchAll(/"([^"]+)"/g) ?? [], ([, word]) => word!),
      );
    if (message.startsWith('an array of')) return `put it in brackets: ["${input}"]`;
    if (message.startsWith('an integer') && /^\d+$/.test(input)) return 'leave the quotes out';
    if (message.startsWith('true or false') && /^(true|false)$/.test(input)) return 'leave the quotes out';
  }
  if (typeof input === 'number' && message === 'a string') return `put it in quotes: "${input}"`;
  return null;
}

/** The hint for a key that is misspelled or in the wrong table. */
export function unknownKeyHint(schema: v.GenericSchema, path: KeyPath): string | null {
  const key = String(path.at(-1));
  const siblings = entriesAt(schema as SchemaNode, path.slice(0, -1));
  for (const [name, sibling] of Object.entries(siblings)) {
    if (Object.hasOwn(entriesOf(sibling), key)) return `"${key}" belongs in the sub-table "${name}"`;
  }
  return didYouMean(key, Object.keys(siblings));
}

/** Schemas as data. */
export type SchemaNode = Partial<Record<'entries' | 'wrapped' | 'value' | 'options', unknown>>;
type Entries = Readonly<Record<string, SchemaNode>>;

function entriesAt(schema: SchemaNode, path: KeyPath): Entries {
  let node: SchemaNode | undefined = schema;
  for (const step of path) {
    node = node && (entriesOf(node)[step] ?? (unwrap(node).value as SchemaNode | undefined));
  }
  return node === undefined ? {} : entriesOf(node);
}

export function entriesOf(node: SchemaNode): Entries {
  const { entries, options } = unwrap(node);
  if (entries !== undefined) return entries as Entries;
  return Array.isArray(options)
    ? entriesOf((options as SchemaNode[]).find((option) => option.entries !== undefined) ?? {})
    : {};
}

export const unwrap = (node: SchemaNode): SchemaNode =>
  node.wrapped === undefined ? node : unwrap(node.wrapped as SchemaNode);

/** Formats a path: `services.api.requires[0]`. */
export function show(path: KeyPath): string {
  return path.reduce<string>((shown, step) => {
    if (typeof step === 'number') return `${shown}[${step}]`;
    const part = /^[A-Za-z0-9_-]+$/.test(step) ? step : JSON.stringify(step);
    return shown === '' ? part : `${shown}.${part}`;
  }, '');
}

export function describe(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value.length > 40 ? `${value.slice(0, 40)}…` : value);
  if (Array.isArray(value)) return 'an array';
  if (value instanceof Date) return 'a date';
  return value !== null && typeof value === 'object' ? 'a table' : String(value);
}
