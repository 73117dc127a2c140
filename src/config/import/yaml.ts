import {
  type Alias,
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Pair,
  parseDocument,
  visit,
} from 'yaml';
import { error, type Finding, type Place, type Source, warning } from '../finding.ts';
import type { MapEntry, Node } from './node.ts';

/** The limit for the uses of an anchor, where nested uses multiply: more than any real file needs. */
const MAX_ALIASES = 10_000;

/** The tree of a YAML text; null, with the reasons, if there is none. `text` replaces that of the source. */
export function parseYaml(source: Source, text = source.text): { root: Node | null; problems: Finding[] } {
  const lines = new LineCounter();
  const placeAt = placesIn(source, lines);
  try {
    const options = { lineCounter: lines, prettyErrors: false, merge: true };
    const document = parseDocument(text, options);
    const problems = [
      ...withoutEchoes(document.errors, lines).map(({ code, message, pos }) =>
        error('yaml-syntax', sayError(code, message), placeAt(pos[0])),
      ),
      ...document.warnings
        .filter(({ message }) => !/^Unresolved tag: !(reset|override)$/.test(message))
        .map(({ message, pos }) => warning('yaml-syntax', `YAML: ${message}`, placeAt(pos[0]))),
    ];
    if (document.errors.length > 0) return { root: null, problems };
    const { targets, problem } = resolveAliases(document, placeAt);
    const refused = problem ?? refuseBomb(document, targets, placeAt);
    if (refused !== null) return { root: null, problems: [...problems, refused] };
    return { root: buildTree(document, targets, placeAt), problems };
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause;
    const place = { source, line: null, column: null };
    return { root: null, problems: [error('yaml-syntax', 'not valid YAML: nested too deeply', place)] };
  }
}

/**
 * For one mistake, the parser reports several errors: further ones in the same line, and that the rest lies outside of
 * the document.
 */
function withoutEchoes<T extends { pos: [number, number]; message: string }>(
  errors: readonly T[],
  lines: LineCounter,
): T[] {
  const told = new Set<number>();
  return errors.filter(({ message, pos }) => {
    const { line } = lines.linePos(pos[0]);
    const isEcho = told.has(line) || (told.size > 0 && / in YAML stream\b/.test(message));
    told.add(line);
    return !isEcho;
  });
}

type PlaceAt = (offset: number) => Place;

/** Columns are counted in characters. */
function placesIn(source: Source, lines: LineCounter): PlaceAt {
  return (offset) => {
    const { line, col } = lines.linePos(offset);
    return { source, line, column: [...source.text.slice(offset - col + 1, offset)].length + 1 };
  };
}

function sayError(code: string, message: string): string {
  if (code === 'MULTIPLE_DOCS') return 'a file must contain one YAML document; another one begins here';
  return `not valid YAML: ${message.replace(/ at line \d+, column \d+:?[\s\S]*$/, '')}`;
}

/** The target of each alias: the last node before it with its anchor. */
type Targets = ReadonlyMap<unknown, unknown>;

/** Resolves all aliases in one walk. An alias without an anchor, or within its own target, is a problem. */
function resolveAliases(document: Document, placeAt: PlaceAt): { targets: Targets; problem: Finding | null } {
  const anchors = new Map<string, unknown>();
  const targets = new Map<unknown, unknown>();
  let problem: Finding | null = null;
  visit(document, {
    Value(_, node) {
      if (node.anchor) anchors.set(node.anchor, node);
    },
    Alias(_, alias, path) {
      const target = anchors.get(alias.source);
      targets.set(alias, target);
      const place = placeAt(alias.range?.[0] ?? 0);
      if (target === undefined) problem = error('yaml-alias', `"*${alias.source}": no such anchor before it`, place);
      else if (path.some((node) => node === target))
        problem = error('yaml-alias', `"*${alias.source}" is inside its own anchor`, place);
      return problem === null ? undefined : visit.BREAK;
    },
  });
  return { targets, problem };
}

/** A few lines of nested aliases can stand for billions of values. */
function refuseBomb(document: Document, targets: Targets, placeAt: PlaceAt): Finding | null {
  try {
    if (targets.size > 0) document.toJS({ maxAliasCount: MAX_ALIASES });
    return null;
  } catch (cause) {
    if (!(cause instanceof ReferenceError)) throw cause;
    const message = `aliases that refer to aliases here mean more than ${MAX_ALIASES} uses of one anchor`;
    const last = [...targets.keys()].at(-1) as Alias;
    return error('yaml-alias', message, placeAt(last.range?.[0] ?? 0), 'write the values instead of the aliases');
  }
}

function buildTree(document: Document, targets: Targets, placeAt: PlaceAt): Node {
  const built = new Map<unknown, Node>();
  const build = (item: unknown, otherwise: Place): Node => {
    const known = built.get(item);
    if (known !== undefined) return known;
    const node = isAlias(item) ? build(targets.get(item), otherwise) : make(item, otherwise);
    built.set(item, node);
    return node;
  };
  const make = (item: unknown, otherwise: Place): Node => {
    const range = isMap(item) || isSeq(item) || isScalar(item) ? item.range : null;
    const place = range ? placeAt(range[0]) : otherwise;
    if (isMap(item)) return { kind: 'map', entries: entriesOf(item.items, place), place, ...tagOf(item) };
    if (isSeq(item))
      return { kind: 'list', items: item.items.map((each) => build(each, place)), place, ...tagOf(item) };
    if (!isScalar(item)) return { kind: 'scalar', text: null, isText: false, place };
    const isPlain = item.type === 'PLAIN' && item.tag === undefined;
    return {
      kind: 'scalar',
      text: textOf(item),
      isText: typeof item.value === 'string',
      isPlain,
      place,
      ...tagOf(item),
    };
  };
  /** Among merged maps, the first wins. The map's own keys take priority over all of them. */
  const entriesOf = (pairs: readonly Pair[], parent: Place): Map<string, MapEntry> => {
    const merged: Node[] = [];
    const own = new Map<string, MapEntry>();
    for (const pair of pairs) {
      const key = build(pair.key, parent);
      const value = build(pair.value, key.place);
      const name = key.kind === 'scalar' ? (key.text ?? '') : '';
      if (name === '<<') merged.push(...(value.kind === 'list' ? value.items : [value]));
      else own.set(name, { key: key.place, value });
    }
    const below = merged.toReversed().flatMap((node) => (node.kind === 'map' ? [...node.entries] : []));
    return new Map([...below, ...own]);
  };
  return build(document.contents, placeAt(0));
}

function tagOf({ tag }: { tag?: string | undefined }): { tag?: 'reset' | 'override' } {
  return tag === '!reset' || tag === '!override' ? { tag: tag.slice(1) as 'reset' | 'override' } : {};
}

function textOf(scalar: { value: unknown; source?: string | undefined }): string | null {
  if (scalar.value === null || scalar.value === undefined) return null;
  return typeof scalar.value === 'string' ? scalar.value : (scalar.source ?? String(scalar.value));
}
