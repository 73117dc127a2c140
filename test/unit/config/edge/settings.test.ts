import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readEdgeSettings } from '../../../../src/config/edge/settings.ts';
import { tempDir } from '../../../helpers/temp.ts';

async function read(text: string) {
  const home = tempDir();
  mkdirSync(join(home, 'zdev'));
  writeFileSync(join(home, 'zdev/config.toml'), text);
  const { settings, diagnostics } = await readEdgeSettings({ XDG_CONFIG_HOME: home });
  return { port: settings.port, wrong: diagnostics.map(({ line, message, hint }) => [line, message, hint]) };
}

test('the port of the names is 2080, another one, or none', async () => {
  expect(await readEdgeSettings({ XDG_CONFIG_HOME: tempDir() })).toEqual({ settings: { port: 2080 }, diagnostics: [] });
  expect(await read('theme = "dark"\n')).toEqual({ port: 2080, wrong: [] });
  expect(await read('[edge]\nport = 8080\n')).toEqual({ port: 8080, wrong: [] });
  expect(await read('[edge]\nport = 8080\noff = true\n')).toEqual({ port: null, wrong: [] });
  expect(await read('[edge]\noff = false\n')).toEqual({ port: 2080, wrong: [] });
});

test.each<readonly [string, string, readonly unknown[]]>([
  ['a key', '[edge]\nprot = 1', [2, 'unknown key "prot"', 'did you mean "port"?']],
  ['a port', '[edge]\nport = 0', [2, 'port is a number from 1 to 65535', null]],
  ['a port in quotes', '[edge]\nport = "80"', [2, 'port is a number from 1 to 65535', null]],
  ['a switch', '[edge]\noff = "yes"', [2, 'off is true or false', null]],
  ['no table', 'edge = 3', [1, 'edge is a table: port = 2080, or off = true', null]],
])('a mistake in %s is reported with its line, and the default port is used', async (_, text, expected) => {
  expect(await read(text)).toEqual({ port: 2080, wrong: [expected] });
});

test('a file that is not TOML says nothing about the port', async () => {
  expect(await read('[edge\n')).toEqual({ port: 2080, wrong: [] });
});
