import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { loadUserConfig } from '../../../../src/cli/up/user-config.ts';
import { userConfigPath } from '../../../../src/files/user-config-path.ts';
import { tempDir } from '../../../helpers/temp.ts';

/** Reads a config, and gives it with what is wrong: line, message and hint. */
async function load(text: string) {
  const home = tempDir();
  mkdirSync(join(home, '.config/zdev'), { recursive: true });
  writeFileSync(join(home, '.config/zdev/config.toml'), text);
  const { config, diagnostics } = await loadUserConfig({ HOME: home });
  return { config, wrong: diagnostics.map(({ line, message, hint }) => [line, message, hint]) };
}

test('theme and keys are read; without a file, all is as usual', async () => {
  expect(await load('theme = "light"\nnotify = "bell"\n[keys]\nrestart = "ctrl+r"\nsearch = ["/", "f5"]\n')).toEqual({
    config: { theme: 'light', notify: 'bell', keys: { restart: ['ctrl+r'], search: ['/', 'f5'] } },
    wrong: [],
  });
  expect(await loadUserConfig({ HOME: tempDir() })).toEqual({
    config: { theme: 'auto', notify: 'off', keys: {} },
    diagnostics: [],
  });
});

test.each<readonly [string, string, readonly unknown[]]>([
  ['a theme', 'theme = "drak"', [1, 'theme is one of auto, dark, light, ansi', 'did you mean "dark"?']],
  ['a table', 'kyes = 1', [1, 'unknown key "kyes"', 'did you mean "keys"?']],
  ['a notification', 'notify = "loud"', [1, 'notify is true, false or "bell"', null]],
  ['an action', '[keys]\nrestrat = "x"', [2, 'no action is called "restrat"', 'did you mean "restart"?']],
  ['a key', '[keys]\nzoom = "pgeup"', [2, '"pgeup" is not a key', 'did you mean "pageup"?']],
  ['no key', '[keys]\nzoom = []', [2, '[] is not a key', 'a character, or a name such as ctrl+r, f5, pageup']],
  ['a key twice', '[keys]\nrestart = "f"', [2, 'f means filter already (main)', 'give filter another key too']],
  ['no table', 'keys = 3', [1, 'keys is a table: action = "key", or action = ["key", "key"]', null]],
])('a mistake in %s is told with its line, and what was meant', async (_, text, expected) => {
  const { wrong } = await load(text);
  expect(wrong).toEqual([expected]);
});

test('notifications are off, unless somebody wants them', async () => {
  expect((await load('')).config.notify).toBe('off');
  expect((await load('notify = true')).config.notify).toBe('desktop');
  expect((await load('notify = false')).config.notify).toBe('off');
});

test('a text that is not TOML is reported', async () => {
  expect((await load('theme = ')).wrong[0]?.[1]).toMatch(/^not valid TOML/);
});

test('it stands where the user keeps such files', () => {
  expect(userConfigPath({ HOME: '/h' })).toBe('/h/.config/zdev/config.toml');
  expect(userConfigPath({ HOME: '/h', XDG_CONFIG_HOME: '/x' })).toBe('/x/zdev/config.toml');
  expect(userConfigPath({ HOME: '/h', XDG_CONFIG_HOME: 'x' })).toBe('/h/.config/zdev/config.toml');
});
