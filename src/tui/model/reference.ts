import { type Group, KEYMAP, type KeyRow, type Mode } from './keymap.ts';

const SECTIONS: readonly (readonly [title: string, modes: Mode, group: Group | null])[] = [
  ['Services', 'main', 'services'],
  ['Logs', 'main', 'logs'],
  ['View', 'main', 'view'],
  ['While lines are selected', 'select', 'dialogs'],
  ['While searching or filtering', 'prompt', null],
  ['In the palette', 'palette', null],
  ['In the quit dialog', 'quit', 'dialogs'],
  ['In the stop dialog', 'stop', null],
  ['In the help', 'help', null],
];

/** docs/reference/keys.md: every row of the key map. */
export function keysReference(): string {
  const sections = SECTIONS.map(([title, mode, group]) => {
    const rows = KEYMAP.filter((row: KeyRow) => row.modes.includes(mode) && (group === null || row.group === group));
    const lines = rows.map(
      ({ keys, label, action }) => `| ${keys.map((key) => `\`${key}\``).join(' ')} | ${label} | \`${action}\` |`,
    );
    return [`## ${title}`, ['| keys | meaning | action |', '|---|---|---|', ...lines].join('\n')].join('\n\n');
  });
  return `${[
    '# Keys of the screen',
    'Generated from `src/tui/model/keymap.ts`. [tui.md](../tui.md) describes the screen, and how to set other keys.',
    ...sections,
    '## Attached to a program',
    '| keys | meaning |\n|---|---|\n| `ctrl+]` | leave it |\n| `ctrl+]` twice | send `ctrl+]` to the program |',
  ].join('\n\n')}\n`;
}
