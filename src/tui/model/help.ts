import { textWidth } from '../../text/width.ts';
import { type Group, KEYMAP, type KeyRow, keyName } from './keymap.ts';
import type { Spans } from './span.ts';

const HEADINGS: Readonly<Record<Exclude<Group, 'dialogs'>, string>> = {
  services: 'SERVICES',
  logs: 'LOGS',
  view: 'VIEW',
};

const NOTES = [
  'A letter in another case is another key. Esc goes one step back, and never quits.',
  'Without this screen: zdev up --no-tui, or ZDEV_TUI=0. Mouse: wheel scrolls, click selects, drag copies lines.',
];

/** The rows of the help: the key map, in two columns where there is room. */
export function helpRows(width: number, ascii: boolean): readonly Spans[] {
  const sections = (Object.keys(HEADINGS) as (keyof typeof HEADINGS)[]).map((group) => section(group, ascii));
  const notes = NOTES.flatMap((note) => wrapWords(note, width).map((text): Spans => [{ text, dim: true }]));
  if (width < 100) return [...sections.flatMap((rows) => [...rows, BLANK]), ...notes];
  const half = Math.floor(width / 2) - 1;
  const [services = [], logs = [], view = []] = sections;
  return [...besides([...services, BLANK, ...view], logs, half), BLANK, ...notes];
}

const BLANK: Spans = [{ text: ' ' }];
const KEY_COLUMN = 18;

function section(group: keyof typeof HEADINGS, ascii: boolean): readonly Spans[] {
  const rows: readonly KeyRow[] = KEYMAP;
  return [
    [{ text: HEADINGS[group], bold: true }],
    ...rows
      .filter((row) => row.group === group)
      .map(
        ({ keys, label }): Spans => [{ text: keysText(keys, ascii).padEnd(KEY_COLUMN), bold: true }, { text: label }],
      ),
  ];
}

/** `↑ k`, `1-9`: all keys of a row. */
function keysText(keys: readonly string[], ascii: boolean): string {
  if (keys.length > 4) return `${keys[0]}-${keys.at(-1)}`;
  return keys.map((key) => keyName(key, ascii)).join(' ');
}

function besides(left: readonly Spans[], right: readonly Spans[], width: number): readonly Spans[] {
  return Array.from({ length: Math.max(left.length, right.length) }, (_, i) => {
    const own = left[i] ?? [];
    const used = own.reduce((sum, { text }) => sum + textWidth(text), 0);
    return [...own, { text: ' '.repeat(Math.max(width - used, 1)) }, ...(right[i] ?? [])];
  });
}

/** A text in rows of at most so many columns, broken at blanks; all of them are indented as the text is. */
export function wrapWords(text: string, width: number): readonly string[] {
  const indent = /^ */.exec(text)?.[0] ?? '';
  const rows: string[] = [];
  let row = '';
  for (const word of text.trimStart().split(' ')) {
    if (row !== '' && textWidth(row) + 1 + textWidth(word) > width) {
      rows.push(row);
      row = indent + word;
    } else row = row === '' ? indent + word : `${row} ${word}`;
  }
  return [...rows, row];
}
