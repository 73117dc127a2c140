import { type Action, KEYMAP } from './keymap.ts';
import type { Model } from './model.ts';

/** Something that the palette finds. */
export type PaletteEntry =
  | { readonly is: 'command'; readonly action: Action; readonly label: string; readonly key: string }
  | { readonly is: 'service'; readonly name: string; readonly label: string };

/** The commands and services whose words have these letters in this order; the best match first. */
export function paletteEntries(model: Pick<Model, 'entries'>, query: string): readonly PaletteEntry[] {
  const commands = KEYMAP.filter((row) => !row.keyOnly).map(
    ({ action, label, keys }): PaletteEntry => ({ is: 'command', action, label, key: keys[0] }),
  );
  const services = model.entries.map(({ row }): PaletteEntry => {
    return { is: 'service', name: row.name, label: `go to ${row.name}` };
  });
  return [...commands, ...services]
    .map((entry) => ({ entry, score: scoreOf(entry.is === 'service' ? entry.name : entry.label, query.toLowerCase()) }))
    .filter(({ score }) => score !== null)
    .sort((a, b) => (a.score as number) - (b.score as number))
    .map(({ entry }) => entry);
}

/** How badly a text matches: 0 where it begins with the query; null where letters are missing. */
function scoreOf(text: string, query: string): number | null {
  const lower = text.toLowerCase();
  const found = lower.indexOf(query);
  if (found >= 0) return found === 0 || lower[found - 1] === ' ' ? (found === 0 ? 0 : 1) : 2;
  let at = -1;
  let gaps = 0;
  for (const letter of query.replaceAll(' ', '')) {
    const next = lower.indexOf(letter, at + 1);
    if (next < 0) return null;
    gaps += next - at - 1;
    at = next;
  }
  return 10 + gaps;
}
