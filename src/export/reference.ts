import type { Fate } from './features.ts';
import type { Format } from './format.ts';
import { FORMATS } from './formats.ts';

/** `docs/reference/export.md`, generated from the tables of the formats. */
export async function exportReference(): Promise<string> {
  const formats = await Promise.all(Object.entries(FORMATS).map(async ([name, load]) => section(name, await load())));
  return `${[
    '# Keys in each export format',
    'Generated from `src/export/`. [export.md](../export.md) describes exports. If a service sets a key that a format loses, zdev warns.',
    ...formats,
  ].join('\n\n')}\n`;
}

function section(name: string, { title, keys }: Format): string {
  const rows = Object.entries(keys).map(([key, fate]) => `| \`${key}\` | ${text(fate)} |`);
  return [`## ${name}`, `${title}.`, ['| key | becomes |', '|---|---|', ...rows].join('\n')].join('\n\n');
}

function text(fate: Fate): string {
  if ('as' in fate) return fate.as;
  return 'lost' in fate ? `lost: ${fate.lost}` : `– (${fate.beside})`;
}
