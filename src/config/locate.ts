import { type AST, parseTOML } from 'toml-eslint-parser';
import type { KeyPath } from './finding.ts';

type Location = { readonly line: number | null; readonly column: number | null };

/**
 * Returns a function that finds the place of a key or its value in a TOML text, or else the nearest table above it. It
 * is reached by a dynamic import, and only if there is something to report. Each text is parsed once.
 */
export function openLocator() {
  const known = new Map<string, { places: Places; lines: readonly string[] }>();
  return (text: string, path: KeyPath, part: 'key' | 'value'): Location => {
    const { places, lines } = known.get(text) ?? { places: placesOf(text), lines: text.split(/\r\n|\n|\r/) };
    known.set(text, { places, lines });
    for (let length = path.length; length > 0; length--) {
      const found = places.get(label(path.slice(0, length)));
      if (found === undefined) continue;
      const { line, column } = length === path.length && part === 'value' ? found.value : found.key;
      const before = lines[line - 1]?.slice(0, column) ?? '';
      return { line, column: [...before].length + 1 };
    }
    return { line: null, column: null };
  };
}

/** As the parser counts: lines from 1, columns from 0. */
type Position = { readonly line: number; readonly column: number };
type Places = Map<string, { readonly key: Position; readonly value: Position }>;

function placesOf(text: string): Places {
  const places: Places = new Map();
  try {
    for (const node of parseTOML(text, { tomlVersion: '1.1' }).body[0].body) {
      if (node.type === 'TOMLKeyValue') addPair(places, [], node);
      else addTable(places, node);
    }
  } catch {
    // only the other parser accepted this text, so messages have no lines
  }
  return places;
}

function addTable(places: Places, table: AST.TOMLTable): void {
  const { resolvedKey: path, key } = table;
  for (let length = 1; length <= path.length; length++) {
    const at = length === path.length ? table.loc.start : (key.keys[length - 1]?.loc.start ?? table.loc.start);
    add(places, path.slice(0, length), at, at, length === path.length);
  }
  for (const pair of table.body) addPair(places, path, pair);
}

function addPair(places: Places, parent: KeyPath, { key, value }: AST.TOMLKeyValue): void {
  const steps = key.keys.map((each) => (each.type === 'TOMLBare' ? each.name : each.value));
  for (let length = 1; length < steps.length; length++) {
    const at = key.keys[length - 1]!.loc.start;
    add(places, [...parent, ...steps.slice(0, length)], at, at, false);
  }
  const path = [...parent, ...steps];
  add(places, path, key.keys.at(-1)!.loc.start, value.loc.start, true);
  addInside(places, path, value);
}

function addInside(places: Places, path: KeyPath, value: AST.TOMLContentNode): void {
  if (value.type === 'TOMLInlineTable') for (const pair of value.body) addPair(places, path, pair);
  if (value.type !== 'TOMLArray') return;
  for (const [index, element] of value.elements.entries()) {
    add(places, [...path, index], element.loc.start, element.loc.start, true);
    addInside(places, [...path, index], element);
  }
}

/** A table that is only mentioned in another header gives way to its own header. */
function add(places: Places, path: KeyPath, key: Position, value: Position, own: boolean): void {
  if (own || !places.has(label(path))) places.set(label(path), { key, value });
}

const label = (path: KeyPath) => path.join('\0');
