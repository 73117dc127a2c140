import { didYouMean } from '../../core/suggest.ts';
import { error, type Finding, type Place, warning } from '../finding.ts';
import { parseDuration } from './duration.ts';
import type { Node } from './node.ts';

/** A key of a YAML file with its value. */
export interface Field {
  /** Its name in messages: `processes.db.shutdown.signal`. */
  readonly path: string;
  readonly key: Place;
  readonly node: Node;
}

/** The context for reading a value. */
export interface Scope {
  readonly problems: Finding[];
  /** A text with its variables expanded. */
  readonly expand: (text: string, place: Place) => string;
}

/**
 * How each key of a map is handled: a function reads it, a text says what to do instead if there is no counterpart, and
 * null means that nothing is lost without it.
 */
export type Rows<At extends Scope> = Readonly<Record<string, ((field: Field, at: At) => void) | string | null>>;

/** Reads a map by its table. Keys without a row are reported; keys that begin with `x-` belong to others. */
export function readKeys<At extends Scope>(field: Field, rows: Rows<At>, at: At): void {
  for (const each of fieldsOf(field, at)) {
    const name = lastOf(each.path);
    const row = Object.hasOwn(rows, name) ? rows[name] : undefined;
    if (name.startsWith('x-') && row === undefined) continue;
    if (row === undefined) {
      const hint = didYouMean(name, Object.keys(rows));
      at.problems.push(warning('unknown-key', `unknown key "${each.path}"; it is left out`, each.key, hint));
    } else if (typeof row === 'string') leaveOut(each, row, at);
    else if (row !== null && !isEmpty(each)) row(each, at);
  }
}

/** Reports that a key has no counterpart, and what to do instead. */
export function leaveOut({ path, key }: Field, hint: string, { problems }: Scope): void {
  const leftOut = { key: lastOf(path), path };
  problems.push({ ...warning('not-imported', `"${path}" ${LEFT_OUT}`, key, hint), leftOut });
}

const LEFT_OUT = 'has no counterpart here and is left out';

/** Keeps one problem for each key of a file that is ignored for the same reason, however many services have it. */
export function onceAFile(problems: readonly Finding[]): Finding[] {
  const groups = new Map<unknown, Finding[]>();
  for (const problem of problems) {
    const { leftOut, place, hint } = problem;
    const group = leftOut === undefined ? problem : [leftOut.key, place?.source.file, hint].join('\0');
    groups.set(group, [...(groups.get(group) ?? []), problem]);
  }
  return [...groups.values()].map(([first, ...others]) => {
    if (others.length === 0) return first!;
    const more = others.length === 1 ? `"${others[0]!.leftOut!.path}"` : `${others.length} more like it`;
    const message = `"${first!.leftOut!.path}" and ${more} have no counterpart here and are left out`;
    return { ...first!, message };
  });
}

const lastOf = (path: string) => path.slice(path.lastIndexOf('.') + 1);

/** A key without a value counts as absent. */
const isEmpty = ({ node }: Field) => node.kind === 'scalar' && node.text === null;

/** The keys of a map; none, with a problem, if it is not a map. */
export function fieldsOf(field: Field, scope: Scope): Field[] {
  const { node, path } = field;
  if (node.kind !== 'map') {
    if (!isEmpty(field)) wrong(field, 'a map', scope);
    return [];
  }
  return [...node.entries].map(([name, { key, value }]) => ({
    path: path === '' ? name : `${path}.${name}`,
    key,
    node: value,
  }));
}

/** One key of a map; null if it is absent or empty. */
export function fieldAt({ node, path }: Field, name: string): Field | null {
  const entry = node.kind === 'map' ? node.entries.get(name) : undefined;
  const field = entry && { path: `${path}.${name}`, key: entry.key, node: entry.value };
  return field === undefined || isEmpty(field) ? null : field;
}

export function textOf(field: Field, scope: Scope): string | null {
  const { node } = field;
  if (node.kind !== 'scalar') return wrong(field, 'a string', scope);
  return node.text === null ? null : scope.expand(node.text, node.place);
}

/** Translates one of several words into its meaning. */
export function wordOf<T>(field: Field, words: Readonly<Record<string, T>>, scope: Scope): T | null {
  const text = textOf(field, scope);
  if (text === null) return null;
  if (Object.hasOwn(words, text)) return words[text]!;
  const known = Object.keys(words);
  const message = `${field.path} must be one of ${known.map((word) => `"${word}"`).join(', ')}, not "${text}"`;
  scope.problems.push(error('bad-value', message, field.node.place, didYouMean(text, known)));
  return null;
}

/** Both tools read YAML 1.1, in which `yes` and `off` are boolean too. */
export function flagOf(field: Field, scope: Scope): boolean | null {
  const text = textOf(field, scope)?.toLowerCase();
  if (text === undefined) return null;
  if (['true', 'yes', 'on', 'y'].includes(text)) return true;
  return ['false', 'no', 'off', 'n'].includes(text) ? false : wrong(field, 'true or false', scope);
}

export function integerOf(field: Field, scope: Scope, min = 0, max = Number.MAX_SAFE_INTEGER): number | null {
  const text = textOf(field, scope);
  if (text === null) return null;
  const number = /^-?\d+$/.test(text) ? Number(text) : Number.NaN;
  if (number >= min && number <= max) return number;
  const what = max === Number.MAX_SAFE_INTEGER ? `an integer, ${min} or more` : `an integer from ${min} to ${max}`;
  return wrong(field, what, scope, text);
}

/** A list of whole numbers, or a single one. */
export function integersOf(field: Field, scope: Scope, min: number, max: number): number[] {
  const { node, path } = field;
  if (node.kind !== 'list') return [integerOf(field, scope, min, max)].filter((each) => each !== null);
  return node.items.flatMap((item, index) => {
    const found = integerOf({ path: `${path}[${index}]`, key: item.place, node: item }, scope, min, max);
    return found === null ? [] : [found];
  });
}

/** The milliseconds of a key in whole seconds. */
export function secondsOf(field: Field, scope: Scope, min = 0): number | null {
  const seconds = integerOf(field, scope, min);
  return seconds === null ? null : seconds * 1000;
}

/** The milliseconds of a duration such as `1m30s`. */
export function durationOf(field: Field, scope: Scope): number | null {
  const text = textOf(field, scope);
  if (text === null) return null;
  return parseDuration(text) ?? wrong(field, 'a duration such as "1m30s" or "500ms"', scope, text);
}

/** A list of strings, or a single one. */
export function textsOf(field: Field, scope: Scope): { text: string; place: Place }[] {
  const { node, path } = field;
  const items = node.kind === 'list' ? node.items : [node];
  return items.flatMap((item, index) => {
    const text = textOf(
      { path: node.kind === 'list' ? `${path}[${index}]` : path, key: item.place, node: item },
      scope,
    );
    return text === null ? [] : [{ text, place: item.place }];
  });
}

/** Variables from a map or from a list of `NAME=value`. Null means a name without a value. */
export function pairsOf(field: Field, scope: Scope, separator = /=/): { name: string; value: string | null }[] {
  if (field.node.kind === 'map') {
    return fieldsOf(field, scope).map((each) => ({
      name: each.path.slice(field.path.length + 1),
      value: textOf(each, scope),
    }));
  }
  return textsOf(field, scope).map(({ text }) => {
    const at = text.search(separator);
    return at < 0 ? { name: text, value: null } : { name: text.slice(0, at), value: text.slice(at + 1) };
  });
}

/** Reports an invalid value. */
function wrong({ node, path }: Field, expected: string, { problems }: Scope, text?: string): null {
  const given = text ?? (node.kind === 'scalar' ? (node.text ?? 'nothing') : undefined);
  const found = given === undefined ? `a ${node.kind}` : JSON.stringify(given);
  const code = text === undefined ? 'wrong-type' : 'bad-value';
  problems.push(error(code, `${path} must be ${expected}, not ${found}`, node.place));
  return null;
}
