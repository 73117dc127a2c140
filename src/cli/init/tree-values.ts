import type { Node } from '../../config/import/node.ts';

/** A map of values from any file. */
export type Values = Readonly<Record<string, unknown>>;

/** A YAML tree as plain values; every scalar becomes a string. */
export function plainOf(node: Node | null): unknown {
  if (node === null) return null;
  if (node.kind === 'scalar') return node.text;
  if (node.kind === 'list') return node.items.map(plainOf);
  return Object.fromEntries([...node.entries].map(([key, { value }]) => [key, plainOf(value)]));
}

export const valuesOf = (value: unknown): Values =>
  value !== null && typeof value === 'object' && !Array.isArray(value) ? (value as Values) : {};

export const textOf = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

/** A list of strings, or a single string as a list. */
export function textsOf(value: unknown): string[] {
  const all = Array.isArray(value) ? value : value === undefined || value === null ? [] : [value];
  return all.filter((each): each is string => typeof each === 'string');
}

/** Variables, with numbers and booleans as strings. */
export function variablesOf(value: unknown): Record<string, string> {
  const entries = Object.entries(valuesOf(value)).filter(([, each]) =>
    ['string', 'number', 'boolean'].includes(typeof each),
  );
  return Object.fromEntries(entries.map(([name, each]) => [name, String(each)]));
}

/** `FILE:LINE` of the first match of a pattern; only the file if nothing matches. */
export function placeOf(file: string, text: string, pattern: RegExp): string {
  const line = text.split('\n').findIndex((each) => pattern.test(each)) + 1;
  return line > 0 ? `${file}:${line}` : file;
}

/** Escapes a text for use in a pattern. */
export const literally = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
