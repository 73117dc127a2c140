import { listText } from '../../present/words.ts';
import { DISPLAY_STATUSES, displayStatusOf, type Glyphs } from './display-status.ts';
import { spread } from './fit.ts';
import { wrapWords } from './help.ts';
import { keyName } from './keymap.ts';
import { type Dialog, entryNamed, type Model } from './model.ts';
import { paletteEntries } from './palette.ts';
import type { Spans } from './span.ts';

/** A dialog in a box: all but the help. */
export type Boxed = Exclude<Dialog, { readonly is: 'help' }>;

const NARROW = 36;
const KEY_COLUMN = 6;
const MAX_ENTRIES = 14;

/** The rows of a dialog's box. */
export function dialogRows(
  model: Model,
  dialog: Boxed,
  { glyphs, width, height }: { glyphs: Glyphs; width: number; height: number },
): readonly Spans[] {
  switch (dialog.is) {
    case 'quit':
      return quitRows(model, width);
    case 'stop':
      return [
        [{ text: `Stop ${listText(dialog.names, 5)}?`, bold: true }],
        ...say(
          `${list(dialog.dependents)} ${dialog.dependents.length > 1 ? 'require' : 'requires'} it, and ${dialog.dependents.length > 1 ? 'stop' : 'stops'} too.`,
          width,
        ),
        [{ text: ' ' }],
        choice('y', `stop ${listText(dialog.names, 5)}; the rest comes back with it`),
        choice('a', 'stop all of them for good'),
        choice('esc', 'cancel'),
      ];
    case 'kill':
      return [
        [{ text: `Kill ${listText(dialog.names, 5)}?`, bold: true }],
        ...say('SIGKILL to the whole process group. The restart policy then decides.', width),
        [{ text: ' ' }],
        choice('y', 'kill'),
        choice('esc', 'cancel'),
      ];
    case 'free-port':
      return [
        [{ text: `Free the port for ${dialog.name}?`, bold: true }],
        ...say(`${dialog.text}. zdev ends it: SIGTERM, then SIGKILL.`, width),
        [{ text: ' ' }],
        choice('y', 'end it'),
        choice('esc', 'cancel'),
      ];
    case 'palette':
      return paletteRows(model, dialog, { glyphs, width, height });
  }
}

function quitRows(model: Model, width: number): readonly Spans[] {
  const running = model.entries.filter(({ row }) => row.pid !== null && row.kind !== 'target').length;
  if (width < NARROW) {
    return [
      [{ text: `Quit? ${running} running`, bold: true }],
      choice('d', 'detach'),
      choice('s', 'stop all'),
      choice('esc', 'stay'),
    ];
  }
  const what = `${running} ${running === 1 ? 'service is' : 'services are'} running.`;
  return [
    [{ text: `Quit zdev?  ${what}`, bold: true }],
    [{ text: ' ' }],
    choice('d', 'detach, leave them running'),
    choice('s', 'stop everything and quit'),
    choice('esc', 'stay'),
    [{ text: ' ' }],
    ...wrapWords(interruptText(model), width).map((text): Spans => [{ text, tone: 'quiet' }]),
  ];
}

/** What Ctrl-C does in the quit dialog. */
function interruptText({ owner, stopping, stopAsked }: Model): string {
  if (!owner) return 'ctrl-c = leave it running';
  return stopping !== null || stopAsked ? 'ctrl-c again = kill everything' : 'ctrl-c again = stop everything in order';
}

function paletteRows(
  model: Model,
  dialog: Extract<Dialog, { is: 'palette' }>,
  { glyphs, width, height }: { glyphs: Glyphs; width: number; height: number },
): readonly Spans[] {
  const entries = paletteEntries(model, dialog.query);
  const room = Math.max(Math.min(height - 1, MAX_ENTRIES), 1);
  const first = Math.max(Math.min(dialog.index - Math.floor(room / 2), entries.length - room), 0);
  const rows = entries.slice(first, first + room).map((entry, i): Spans => {
    const style = first + i === dialog.index ? { inverse: true } : {};
    if (entry.is === 'command') {
      const key = keyName(entry.key, model.ascii).padEnd(KEY_COLUMN);
      return [{ text: ` ${key} ${entry.label} `, ...style }];
    }
    const found = entryNamed(model, entry.name);
    const look = found ? displayStatusOf(found.row) : 'off';
    return [
      { text: ` ${glyphs.look(look)}`, ...style, tone: DISPLAY_STATUSES[look].tone },
      { text: `${' '.repeat(KEY_COLUMN - 1)} ${entry.label} `, ...style },
    ];
  });
  const place = entries.length > room ? `${dialog.index + 1}/${entries.length}` : '';
  const typed: Spans = [{ text: ': ', bold: true }, { text: dialog.query }, { text: ' ', inverse: true }];
  const none: Spans = [{ text: ' nothing is called that', tone: 'quiet' }];
  return [
    spread(typed, [{ text: place, tone: 'quiet' }], width, { ellipsis: glyphs.ellipsis }),
    ...(rows.length > 0 ? rows : [none]),
  ];
}

function choice(key: string, text: string): Spans {
  return [{ text: `  ${key.padEnd(4)}`, bold: true }, { text }];
}

function say(text: string, width: number): readonly Spans[] {
  return wrapWords(text, width).map((row): Spans => [{ text: row }]);
}

function list(names: readonly string[]): string {
  return names.length <= 1 ? (names[0] ?? '') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}
