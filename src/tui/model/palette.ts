import type { Action } from './keymap.ts';
import type { Model } from './model.ts';

/** Something that the palette finds. */
export type PaletteEntry =
  | { readonly is: 'command'; readonly action: Action; readonly label: string; readonly key: string }
  /** A command for one service, whether it is selected or not. */
  | { readonly is: 'for'; readonly name: string; readonly action: Action; readonly label: string }
  | { readonly is: 'signal'; readonly name: string; readonly signal: string; readonly label: string }
  | { readonly is: 'service'; readonly name: string; readonly label: string };

/** Commands for a service by its name, the most useful first. */
const VERBS: readonly (readonly [words: string, action: Action])[] = [
  ['restart', 'restart'],
  ['stop', 'stop'],
  ['start', 'start'],
  ['attach to', 'attach'],
  ['details of', 'details'],
  ['kill', 'kill'],
];

const SIGNALS = ['HUP', 'INT', 'QUIT', 'TERM', 'USR1', 'USR2', 'CONT', 'STOP', 'WINCH'];

/**
 * The commands and services that contain the letters of the query in order. The best match comes first, and among equal
 * ones the most useful: what the footer shows, then commands for services, then the rest.
 */
export function paletteEntries(model: Pick<Model, 'entries' | 'keymap'>, query: string): readonly PaletteEntry[] {
  const wanted = query.trim().toLowerCase();
  return candidates(model, wanted)
    .map((entry, rank) => ({ entry, rank, score: scoreOf(textOf(entry), wanted) }))
    .filter((found): found is typeof found & { score: number } => found.score !== null)
    .sort((a, b) => a.score - b.score || a.rank - b.rank)
    .map(({ entry }) => entry);
}

function candidates({ entries, keymap }: Pick<Model, 'entries' | 'keymap'>, wanted: string): readonly PaletteEntry[] {
  const commands = keymap
    .filter((row) => !row.keyOnly)
    .map(
      ({ action, label, keys, footer }) =>
        ({ is: 'command', action, label, key: keys[0], rank: footer?.rank }) as const,
    )
    .sort((a, b) => (a.rank ?? 99) - (b.rank ?? 99))
    .map(({ rank, ...command }): PaletteEntry => command);
  const names = entries.map(({ row }) => row.name);
  const useful = commands.filter((_, i) => i < keymap.filter((row) => !row.keyOnly && row.footer).length);
  return [
    ...useful,
    ...names.map((name): PaletteEntry => ({ is: 'service', name, label: `logs of ${name}` })),
    // A list of all of these would be too long to read, so they only appear for a query.
    ...(wanted === '' ? [] : VERBS.flatMap(([words, action]) => names.map((name) => forOne(words, action, name)))),
    ...(wanted.startsWith('sig') ? names.flatMap((name) => SIGNALS.map((signal) => signalTo(name, signal))) : []),
    ...commands.slice(useful.length),
  ];
}

function forOne(words: string, action: Action, name: string): PaletteEntry {
  return { is: 'for', name, action, label: `${words} ${name}` };
}

function signalTo(name: string, signal: string): PaletteEntry {
  return { is: 'signal', name, signal, label: `signal ${name} ${signal}` };
}

/** The bare name of a service matches too. */
function textOf(entry: PaletteEntry): readonly string[] {
  return entry.is === 'service' ? [entry.name, entry.label] : [entry.label];
}

function scoreOf(texts: readonly string[], query: string): number | null {
  const scores = texts.map((text) => scoreOfText(text.toLowerCase(), query)).filter((score) => score !== null);
  return scores.length === 0 ? null : Math.min(...scores);
}

/** How badly a text matches: 0 if it is or begins with the query; null if letters are missing. */
function scoreOfText(text: string, query: string): number | null {
  const found = text.indexOf(query);
  if (found >= 0) return found === 0 ? 0 : text[found - 1] === ' ' ? 1 : 2;
  let at = -1;
  let gaps = 0;
  for (const letter of query.replaceAll(' ', '')) {
    const next = text.indexOf(letter, at + 1);
    if (next < 0) return null;
    gaps += next - at - 1;
    at = next;
  }
  return 10 + gaps;
}
