import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { candidatesFor, complete } from '../../../../src/cli/args/complete.ts';
import { completion } from '../../../../src/cli/commands/completion.ts';
import { tempDir } from '../../../helpers/temp.ts';
import { fakeCaller, runningProject } from '../rig.ts';

const words = async (...line: string[]) => {
  const found = await candidatesFor(line, async () => ['api', 'db', 'web.1']);
  return found.map(({ word }) => word);
};

test('commands, options, values and names, each where it can stand', async () => {
  expect(await words('re')).toEqual(['restart', 'reload']);
  expect(await words('')).not.toContain('__complete');
  expect(await words('stat')).toEqual(['status']);
  expect(await words('restart', '')).toEqual(['api', 'db', 'web.1']);
  expect(await words('status', 'a')).toEqual(['api']);
  expect(await words('up', '--only', 'a')).toEqual(['api']);
  expect(await words('connect', 'd')).toEqual(['db']);
  expect(await words('up', '--root', '')).toEqual([':files']);
  expect(await words('stop', 'api', '')).toEqual(['db', 'web.1']);
  expect(await words('logs', '--f')).toEqual(['--file', '--follow']);
  expect(await words('up', '--exit-on', 'a')).toEqual(['any', 'all']);
  expect(await words('kill', '-s', 'SIGH')).toEqual(['SIGHUP']);
  expect(await words('up', '-f', 'x')).toEqual([':files']);
  expect(await words('completion', '')).toEqual(['bash', 'zsh', 'fish']);
  expect(await words('tree', '')).toEqual([]);
  expect(await words('nonsense', '')).toEqual([]);
});

test('names come from the running supervisor, else from the config, else not at all', async () => {
  const { io } = await runningProject();
  expect(await complete({}, ['--', 'stop', ''], io)).toBe(0);
  expect(io.printed()).toBe('db\nmigrate\napi\nweb\n');

  const dir = tempDir();
  writeFileSync(join(dir, 'Procfile'), 'one: sleep 1\ntwo: sleep 1\n');
  mkdirSync(join(dir, 'src'));
  const below = fakeCaller(join(dir, 'src'));
  await complete({}, ['--', 'up', ''], below);
  expect(below.printed()).toBe('one\ntwo\n');

  const nowhere = fakeCaller(tempDir());
  expect(await complete({}, ['--', 'stop', ''], nowhere)).toBe(0);
  expect(nowhere.printed() + nowhere.complained()).toBe('');
});

test('a script for each of three shells', async () => {
  for (const shell of ['bash', 'zsh', 'fish']) {
    const io = fakeCaller('/');
    expect(await completion({}, [shell], io)).toBe(0);
    expect(io.printed()).toContain('__complete --');
  }
  const io = fakeCaller('/');
  expect(await completion({}, ['tcsh'], io)).toBe(2);
});
