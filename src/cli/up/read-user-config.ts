import type { Diagnostic } from '../../config/diagnostic.ts';
import { openDisk } from '../../config/disk.ts';
import { error, type Finding, type KeyPath, type Source } from '../../config/finding.ts';
import { parseToml } from '../../config/parse-toml.ts';
import { toDiagnostics } from '../../config/to-diagnostics.ts';
import { didYouMean } from '../../core/suggest.ts';
import { isKeyName, KEY_NAMES, KEYMAP, type KeyChoices, keymapWith, sameKeys } from '../../tui/model/keymap.ts';
import { THEME_NAMES, type ThemeName } from '../../tui/model/theme.ts';
import type { Notify } from '../../tui/notifier.ts';

/** What a user has set for all projects: colours and keys of the screen. */
export interface UserConfig {
  readonly theme: ThemeName;
  /** Notifications about services that were ready and have failed, while another window has the focus. */
  readonly notify: Notify;
  /** Keys, by action. */
  readonly keys: KeyChoices;
}

/** Reads and checks the user's config. Mistakes are reported, and the wrong settings ignored. */
export async function readUserConfig(
  path: string,
): Promise<{ readonly config: UserConfig; readonly diagnostics: readonly Diagnostic[] }> {
  const source = openDisk(process.cwd()).read(path);
  const { config, problems } =
    'code' in source
      ? { config: { theme: 'auto' as const, notify: 'off' as const, keys: {} }, problems: [source] }
      : checked(source);
  return { config, diagnostics: await toDiagnostics(problems) };
}

/** The supervisor reads and checks `edge`. */
const TABLES = ['theme', 'notify', 'keys', 'edge'];

const NOTIFY: ReadonlyMap<string | boolean, Notify> = new Map<string | boolean, Notify>([
  [true, 'desktop'],
  [false, 'off'],
  ['bell', 'bell'],
]);

function checked(source: Source): { readonly config: UserConfig; readonly problems: readonly Finding[] } {
  const { value, problems } = parseToml(source);
  const wrong = (path: KeyPath, part: 'key' | 'value', message: string, hint: string | null = null) =>
    problems.push(error('user-config', message, { source, path, part }, hint));
  for (const key of Object.keys(value ?? {})) {
    if (!TABLES.includes(key)) wrong([key], 'key', `unknown key "${key}"`, didYouMean(key, TABLES));
  }
  const theme = value?.['theme'] ?? 'auto';
  const isTheme = THEME_NAMES.some((name) => name === theme);
  if (!isTheme) {
    const hint = typeof theme === 'string' ? didYouMean(theme, THEME_NAMES) : null;
    wrong(['theme'], 'value', `theme is one of ${THEME_NAMES.join(', ')}`, hint);
  }
  const given = value?.['notify'] ?? false;
  const notify = typeof given === 'string' || typeof given === 'boolean' ? NOTIFY.get(given) : undefined;
  if (notify === undefined) wrong(['notify'], 'value', 'notify is true, false or "bell"');
  const keys = keysIn(value?.['keys'] ?? {}, wrong);
  return { config: { theme: isTheme ? (theme as ThemeName) : 'auto', notify: notify ?? 'off', keys }, problems };
}

type Wrong = (path: KeyPath, part: 'key' | 'value', message: string, hint?: string | null) => void;

function keysIn(table: unknown, wrong: Wrong): KeyChoices {
  if (typeof table !== 'object' || table === null || Array.isArray(table)) {
    wrong(['keys'], 'value', 'keys is a table: action = "key", or action = ["key", "key"]');
    return {};
  }
  const actions = KEYMAP.map(({ action }) => action as string);
  const choices: Record<string, readonly string[]> = {};
  for (const [action, given] of Object.entries(table)) {
    const path = ['keys', action];
    if (!actions.includes(action)) {
      wrong(
        path,
        'key',
        `no action is called "${action}"`,
        didYouMean(action, actions) ?? 'docs/reference/keys.md names all',
      );
      continue;
    }
    const names: unknown[] = Array.isArray(given) ? given : [given];
    const bad = names.find((name) => typeof name !== 'string' || !isKeyName(name));
    if (bad !== undefined || names.length === 0) {
      const hint = typeof bad === 'string' ? didYouMean(bad, KEY_NAMES) : null;
      wrong(
        path,
        'value',
        `${JSON.stringify(bad ?? names)} is not a key`,
        hint ?? 'a character, or a name such as ctrl+r, f5, pageup',
      );
      continue;
    }
    choices[action] = names as string[];
  }
  for (const { key, mode, actions: both } of sameKeys(keymapWith(choices))) {
    const [action = '', other = ''] = both[0] && both[0] in choices ? both : [...both].reverse();
    wrong(['keys', action], 'value', `${key} means ${other} already (${mode})`, `give ${other} another key too`);
  }
  return choices;
}
