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
  return error(codeOf(issue), message, place(path, 'value'), healthHint(issue, path) ?? hintFor(issue));
}

/** The table for a health check that was written as an address. */
function healthHint({ input }: Issue, path: KeyPath): string | null {
  if (path.at(-1) !== 'health' || typeof input !== 'string') return null;
  const type = /^https?:/.test(input) ? 'http' : /^[\w.-]+:\d+$/.test(input) ? 'tcp' : 'exec';
  return `write { type = "${type}", target = ${JSON.stringify(input)} }`;
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
  const ours = OF_OTHER_TOOLS[key];
  if (ours !== undefined && Object.hasOwn(siblings, ours)) return `zdev calls it "${ours}"`;
  const near = didYouMean(key, Object.keys(siblings));
  if (near === null && path.length === 1 && Object.hasOwn(siblings, 'services'))
    return `if this is a service, its table is [services.${show([key])}]`;
  return near;
}

/** What other tools call a key, and what zdev calls it. */
const OF_OTHER_TOOLS: Readonly<Record<string, string>> = {
  ...{ command: 'exec', cmd: 'exec', run: 'exec', script: 'exec', entrypoint: 'exec' },
  ...{ depends_on: 'requires', dependencies: 'requires', needs: 'requires', depends: 'requires' },
  ...{ healthcheck: 'health', readiness_probe: 'health', ready: 'health', environment: 'env' },
  ...{ cwd: 'dir', working_dir: 'dir', workdir: 'dir', directory: 'dir', work_dir: 'dir' },
};

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
