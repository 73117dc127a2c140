/** Decides what keys mean: what is open on the screen. `main` is the screen with nothing open. */
export type Mode =
  | 'main'
  | 'details'
  | 'select'
  | 'prompt'
  | 'palette'
  | 'help'
  | 'quit'
  | 'stop'
  | 'kill'
  | 'free-port'
  | 'attach';

/** The heading of a key in the help. */
export type Group = 'services' | 'logs' | 'view' | 'dialogs';

/** A row of the key map. */
export interface KeyRow {
  readonly action: string;
  /** Names of the input decoder. */
  readonly keys: readonly [string, ...string[]];
  readonly modes: readonly Mode[];
  readonly group: Group;
  /** For the help, the palette and the docs. */
  readonly label: string;
  /** For the footer: its label, and its rank. The highest rank is left out first. */
  readonly footer?: { readonly label: string; readonly rank: number };
  /** Not in the palette: it makes no sense without its key, or is the palette itself. */
  readonly keyOnly?: true;
}

const BROWSING: readonly Mode[] = ['main', 'details'];
const LOOKING: readonly Mode[] = ['main', 'details', 'select'];

/** Modes that Ctrl-C closes. In the quit dialog, it does more. */
const CLOSED_BY_CTRL_C: readonly Mode[] = ['stop', 'kill', 'free-port', 'help', 'palette', 'prompt'];

/** All modes in which keys do not go to a program. */
const EVERYWHERE: readonly Mode[] = [...LOOKING, 'prompt', 'palette', 'help', 'quit', 'stop', 'kill', 'free-port'];

/** THE table of keys: the help, the footer, the palette and docs/reference/keys.md come from it. */
export const KEYMAP = [
  // services
  row('help', ['?', 'f1'], BROWSING, 'view', 'this help', { footer: ['help', 0] }),
  row('quit', ['q', 'f10'], BROWSING, 'view', 'quit: detach, or stop all', { footer: ['quit', 1] }),
  row('up', ['up', 'k'], BROWSING, 'services', 'select the service above', { footer: ['select', 9], keyOnly: true }),
  row('down', ['down', 'j'], BROWSING, 'services', 'select the service below', { keyOnly: true }),
  row(
    'jump',
    ['1', '2', '3', '4', '5', '6', '7', '8', '9'],
    BROWSING,
    'services',
    'select the first to ninth service',
    {
      keyOnly: true,
    },
  ),
  row('attach', ['enter', 'i'], BROWSING, 'services', 'attach: keys go to the program', { footer: ['attach', 2] }),
  row('restart', ['r'], BROWSING, 'services', 'restart', { footer: ['restart', 3] }),
  row('restart-dependents', ['R'], BROWSING, 'services', 'restart, with its dependents'),
  row('start', ['s'], BROWSING, 'services', 'start, with its dependencies', { footer: ['start', 4] }),
  row('stop', ['x'], BROWSING, 'services', 'stop', { footer: ['stop', 5] }),
  row('kill', ['X'], BROWSING, 'services', 'kill (SIGKILL)'),
  row('free-port', ['F'], BROWSING, 'services', 'end the process that holds its port'),
  row('toggle-marked', ['space'], BROWSING, 'services', 'mark; keys and `a` act on all marked'),
  row('details', ['d'], BROWSING, 'services', 'details: why, command, health, log', { footer: ['details', 11] }),
  row('open-url', ['o'], BROWSING, 'services', 'open its URL in the browser'),
  // logs
  row('search', ['/'], BROWSING, 'logs', 'search', { footer: ['search', 6] }),
  row('next-hit', ['n'], BROWSING, 'logs', 'next match', { keyOnly: true }),
  row('previous-hit', ['N'], BROWSING, 'logs', 'previous match', { keyOnly: true }),
  row('filter', ['f'], BROWSING, 'logs', 'show only lines that match', { footer: ['filter', 7] }),
  row('previous-error', ['['], LOOKING, 'logs', 'previous warning or error'),
  row('next-error', [']'], LOOKING, 'logs', 'next warning or error'),
  row('page-up', ['pageup'], LOOKING, 'logs', 'a page up', { keyOnly: true }),
  row('page-down', ['pagedown'], LOOKING, 'logs', 'a page down', { keyOnly: true }),
  row('half-up', ['ctrl+u'], LOOKING, 'logs', 'half a page up', { keyOnly: true }),
  row('half-down', ['ctrl+d'], LOOKING, 'logs', 'half a page down', { keyOnly: true }),
  row('line-up', ['shift+up', 'ctrl+y'], LOOKING, 'logs', 'a line up', { keyOnly: true }),
  row('line-down', ['shift+down', 'ctrl+e'], LOOKING, 'logs', 'a line down', { keyOnly: true }),
  row('oldest', ['g', 'home'], LOOKING, 'logs', 'oldest line; then from the log files'),
  row('follow', ['G', 'end'], LOOKING, 'logs', 'newest line, and follow'),
  row('level', ['L'], BROWSING, 'logs', 'only warnings and errors; then only errors; then all'),
  row('raw', ['J'], LOOKING, 'logs', 'lay out JSON and logfmt, or not'),
  row('wrap', ['w'], LOOKING, 'logs', 'wrap long lines on or off'),
  row('timestamps', ['t'], LOOKING, 'logs', 'times on or off'),
  row('scroll-left', ['<', 'left'], LOOKING, 'logs', 'scroll to the left', { keyOnly: true }),
  row('scroll-right', ['>', 'right'], LOOKING, 'logs', 'scroll to the right', { keyOnly: true }),
  row('drop-mark', ['m'], BROWSING, 'logs', 'put a mark in the log'),
  row('clear', ['C'], BROWSING, 'logs', 'clear the view (`g` brings it back)'),
  row('select-lines', ['v'], BROWSING, 'logs', 'select lines, then `c` copies them'),
  row('copy', ['c'], BROWSING, 'logs', 'copy the visible lines'),
  row('editor', ['e'], LOOKING, 'logs', 'open the log file in $EDITOR'),
  // view
  row('all-logs', ['a', '0'], BROWSING, 'view', 'all services (or the marked ones); again: back', {
    footer: ['all', 8],
  }),
  row('mute', ['-'], BROWSING, 'view', 'mute in all services, or unmute'),
  row('zoom', ['z'], BROWSING, 'view', 'show only the log, without a frame', { footer: ['zoom', 10] }),
  row('hide-tree', ['b'], BROWSING, 'view', 'hide or show the services'),
  row('narrower', ['('], BROWSING, 'view', 'less room for the services'),
  row('wider', [')'], BROWSING, 'view', 'more room for the services'),
  row('layers', ['T'], BROWSING, 'view', 'show services as a tree, or by layers'),
  row('focus', ['tab'], BROWSING, 'view', 'use arrows for the services, or for the log', { keyOnly: true }),
  row('mouse', ['M'], BROWSING, 'view', 'mouse on or off'),
  row('palette', [':', 'ctrl+p'], BROWSING, 'view', 'find a command or a service by its name', { keyOnly: true }),
  row('redraw', ['ctrl+l'], EVERYWHERE, 'view', 'draw the screen again'),
  row('suspend', ['ctrl+z'], EVERYWHERE, 'view', 'suspend zdev; the services keep running'),
  row(
    'interrupt',
    ['ctrl+c'],
    [...LOOKING, 'quit'],
    'view',
    'quit; twice stops all, three times kills all; a guest leaves',
    {
      keyOnly: true,
    },
  ),
  row('back', ['esc'], LOOKING, 'view', 'go one step back; never quits', { keyOnly: true }),
  // while lines are selected
  row('select-up', ['up', 'k'], ['select'], 'dialogs', 'extend the selection up', {
    footer: ['select', 1],
    keyOnly: true,
  }),
  row('select-down', ['down', 'j'], ['select'], 'dialogs', 'extend the selection down', { keyOnly: true }),
  row('select-copy', ['c', 'y', 'enter'], ['select'], 'dialogs', 'copy the selected lines', {
    footer: ['copy', 0],
    keyOnly: true,
  }),
  // dialogs
  row('stay', ['esc'], ['quit'], 'dialogs', 'stay', { keyOnly: true }),
  row('close', ['esc', 'ctrl+c'], CLOSED_BY_CTRL_C, 'dialogs', 'close without a change', { keyOnly: true }),
  row('close-help', ['?', 'q', 'enter', 'f1'], ['help'], 'dialogs', 'close the help', { keyOnly: true }),
  row('help-up', ['up', 'k', 'pageup'], ['help'], 'dialogs', 'scroll the help up', { keyOnly: true }),
  row('help-down', ['down', 'j', 'pagedown', 'space'], ['help'], 'dialogs', 'scroll the help down', { keyOnly: true }),
  row('quit-detach', ['d'], ['quit'], 'dialogs', 'detach, leave the services running', { keyOnly: true }),
  row('quit-stop', ['s'], ['quit'], 'dialogs', 'stop everything and quit', { keyOnly: true }),
  row('confirm', ['y', 'enter'], ['stop', 'kill', 'free-port'], 'dialogs', 'do it', { keyOnly: true }),
  row('stop-dependents', ['a'], ['stop'], 'dialogs', 'also stop its dependents for good', { keyOnly: true }),
  row('pick-previous', ['up', 'ctrl+p', 'shift+tab'], ['palette'], 'dialogs', 'the entry above', { keyOnly: true }),
  row('pick-next', ['down', 'ctrl+n', 'tab'], ['palette'], 'dialogs', 'the entry below', { keyOnly: true }),
  row('pick', ['enter'], ['palette'], 'dialogs', 'do this', { keyOnly: true }),
  row('prompt-enter', ['enter'], ['prompt'], 'dialogs', 'keep it', { keyOnly: true }),
  row('prompt-earlier', ['up'], ['prompt'], 'dialogs', 'earlier search', { keyOnly: true }),
  row('prompt-later', ['down'], ['prompt'], 'dialogs', 'later search', { keyOnly: true }),
  row('prompt-regex', ['tab'], ['prompt'], 'dialogs', 'switch between text and regular expression', { keyOnly: true }),
];

/** Every action of a key. `actions.ts` compiles only if each has an implementation. */
export type Action = (typeof KEYMAP)[number]['action'];

/** The rows of the table, with the user's keys, if any. */
export type Keymap = readonly (KeyRow & { readonly action: Action })[];

/** The action of a key in a mode; null for none. */
export function actionOf(keymap: Keymap, mode: Mode, key: string): Action | null {
  return keymap.find(({ modes, keys }) => modes.includes(mode) && keys.includes(key))?.action ?? null;
}

/** A row with its action as a literal type, so that `Action` is the union of all actions. */
function row<const A extends string>(
  action: A,
  keys: KeyRow['keys'],
  modes: readonly Mode[],
  group: Group,
  label: string,
  more: { readonly footer?: readonly [label: string, rank: number]; readonly keyOnly?: true } = {},
): KeyRow & { readonly action: A } {
  const { footer, ...rest } = more;
  return {
    action,
    keys,
    modes,
    group,
    label,
    ...rest,
    ...(footer ? { footer: { label: footer[0], rank: footer[1] } } : {}),
  };
}

/** Keys that a user has chosen, by action. */
export type KeyChoices = Readonly<Record<string, readonly string[]>>;

/** The key map with other keys for some actions. */
export function keymapWith(choices: KeyChoices): Keymap {
  return KEYMAP.map((row) => {
    const [first, ...more] = choices[row.action] ?? [];
    return first === undefined ? row : { ...row, keys: [first, ...more] };
  });
}

/** Keys with two meanings in the same mode. */
export function sameKeys(
  keymap: Keymap,
): readonly { readonly key: string; readonly mode: Mode; readonly actions: readonly [Action, Action] }[] {
  const first = new Map<string, { readonly action: Action; readonly mode: Mode; readonly key: string }>();
  const found = new Map<string, { key: string; mode: Mode; actions: readonly [Action, Action] }>();
  for (const { action, keys, modes } of keymap) {
    for (const [mode, key] of modes.flatMap((mode) => keys.map((key) => [mode, key] as const))) {
      const other = first.get(`${mode} ${key}`);
      if (other === undefined) first.set(`${mode} ${key}`, { action, mode, key });
      else if (!found.has(`${action} ${key}`))
        found.set(`${action} ${key}`, { key, mode, actions: [other.action, action] });
    }
  }
  return [...found.values()];
}

const FUNCTION_KEYS = Array.from({ length: 12 }, (_, i) => `f${i + 1}`);
/** Keys that have a name. */
export const KEY_NAMES: readonly string[] = [
  ...['up', 'down', 'left', 'right', 'enter', 'esc', 'tab', 'space', 'backspace', 'delete', 'insert'],
  ...['pageup', 'pagedown', 'home', 'end'],
  ...FUNCTION_KEYS,
];

/** Whether a text names a key: a character or a name, after any modifiers. */
export function isKeyName(text: string): boolean {
  const name = text.replace(/^(?:ctrl\+)?(?:alt\+)?(?:shift\+)?(?=.)/, '');
  return KEY_NAMES.includes(name) || ([...name].length === 1 && !/[\s\p{C}]/u.test(name));
}

const NAMES: Readonly<Record<string, string>> = {
  up: '↑',
  down: '↓',
  left: '←',
  right: '→',
  enter: '⏎',
  pageup: 'pgup',
  pagedown: 'pgdn',
};

/** A key as the help and the footer write it. */
export function keyName(key: string, ascii = false): string {
  return ascii ? key : (NAMES[key] ?? key);
}
