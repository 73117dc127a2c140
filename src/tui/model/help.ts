import { textWidth, truncate } from '../../text/width.ts';
import { DISPLAY_STATUSES, type DisplayStatus, glyphs } from './display-status.ts';
import { type Group, type Keymap, type KeyRow, keyName } from './keymap.ts';
import type { Span, Spans } from './span.ts';

const HEADINGS: Readonly<Record<Exclude<Group, 'dialogs'>, string>> = {
  services: 'SERVICES',
  logs: 'LOGS',
  view: 'VIEW',
};

const NOTES = [
  'A service is below the first service that it requires. Upper and lower case are different keys. Esc goes one step back and never quits.',
  'Without this screen: zdev up --no-tui, or ZDEV_TUI=0. Mouse: the wheel scrolls, a click selects, a drag copies. Other keys and colours: ~/.config/zdev/config.toml.',
];

/** The rows of the help: the key map and a legend, in two columns if there is room. */
export function helpRows(width: number, { keymap, ascii }: { keymap: Keymap; ascii: boolean }): readonly Spans[] {
  const isWide = width >= 100;
  const column = isWide ? Math.floor(width / 2) - 1 : width;
  const [services = [], logs = [], view = []] = (Object.keys(HEADINGS) as (keyof typeof HEADINGS)[]).map((group) =>
    section(group, { keymap, ascii, width: column }),
  );
  const legend = legendRows(ascii, column);
  const notes = NOTES.flatMap((note) => wrapWords(note, width).map((text): Spans => [{ text, tone: 'quiet' }]));
  if (!isWide) return [services, logs, view, legend].flatMap((rows) => [...rows, BLANK]).concat(notes);
  return [...besides([...services, BLANK, ...legend], [...logs, BLANK, ...view], column), BLANK, ...notes];
}

const BLANK: Spans = [{ text: ' ' }];

/** At most half of a narrow screen. */
function keyColumn(width: number): number {
  return Math.max(Math.min(Math.floor(width * 0.4), 18), 2);
}

function section(
  group: keyof typeof HEADINGS,
  { keymap, ascii, width }: { readonly keymap: Keymap; readonly ascii: boolean; readonly width: number },
): readonly Spans[] {
  const rows: readonly KeyRow[] = keymap;
  return [
    [{ text: HEADINGS[group], bold: true }],
    ...rows
      .filter((row) => row.group === group)
      .flatMap(({ keys, label }) =>
        explained({ text: keysText(keys, keyColumn(width) - 1, ascii), bold: true }, label, width),
      ),
  ];
}

function legendRows(ascii: boolean, width: number): readonly Spans[] {
  const drawn = glyphs(ascii);
  const others = [
    [drawn.needs, 'the selected one needs it'],
    [drawn.neededBy, 'it needs the selected one'],
    [drawn.conflicts, 'it conflicts with the selected one'],
    [drawn.unread, 'it has printed something since you looked; red: maybe an error'],
    [drawn.asks, 'before a name: it waits for input'],
    [drawn.muted, 'before a name: muted in all services'],
    [`${drawn.look('failed')}2 !5`, 'errors and warnings that its run has printed'],
  ] as const;
  return [
    [{ text: 'SIGNS', bold: true }],
    ...(Object.keys(DISPLAY_STATUSES) as DisplayStatus[]).flatMap((look) =>
      explained({ text: drawn.look(look), tone: DISPLAY_STATUSES[look].tone }, DISPLAY_STATUSES[look].meaning, width),
    ),
    ...others.flatMap(([sign, meaning]) => explained({ text: sign }, meaning, width)),
  ];
}

/** A key or a sign with its meaning, in as many rows as necessary. */
function explained({ text, ...style }: Span, meaning: string, width: number): readonly Spans[] {
  const column = keyColumn(width);
  const [first = '', ...rest] = wrapWords(meaning, Math.max(width - column, 8));
  const blanks = ' '.repeat(Math.max(column - textWidth(text), 1));
  return [
    [{ text, ...style }, { text: blanks + first }],
    ...rest.map((more): Spans => [{ text: ' '.repeat(column) + more }]),
  ];
}

/** `↑ k`, `1-9`: the keys of a row, as many as fit. */
function keysText(keys: readonly string[], width: number, ascii: boolean): string {
  if (keys.length > 4) return `${keys[0]}-${keys.at(-1)}`;
  const names = keys.map((key) => keyName(key, ascii));
  while (names.length > 1 && textWidth(names.join(' ')) > width) names.pop();
  return names.join(' ');
}

function besides(left: readonly Spans[], right: readonly Spans[], width: number): readonly Spans[] {
  return Array.from({ length: Math.max(left.length, right.length) }, (_, i) => {
    const own = left[i] ?? [];
    const used = own.reduce((sum, { text }) => sum + textWidth(text), 0);
    return [...own, { text: ' '.repeat(Math.max(width + 1 - used, 1)) }, ...(right[i] ?? [])];
  });
}

/**
 * Breaks a text at blanks into rows of at most `width` columns. All rows are indented like the text. A longer word is
 * divided.
 */
export function wrapWords(text: string, width: number): readonly string[] {
  const indent = /^ */.exec(text)?.[0] ?? '';
  const rows: string[] = [];
  let row = '';
  for (const whole of text.trimStart().split(' ')) {
    let word = whole;
    for (const room = Math.max(width - indent.length, 2); textWidth(word) > room; ) {
      if (row !== '') rows.push(row);
      const head = truncate(word, room, '');
      row = indent + head;
      word = word.slice(head.length);
    }
    if (row !== '' && textWidth(row) + 1 + textWidth(word) > width) {
      rows.push(row);
      row = indent + word;
    } else row = row === '' ? indent + word : `${row} ${word}`;
  }
  return [...rows, row];
}
