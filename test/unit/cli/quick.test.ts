import { expect, test } from 'vitest';
import { COMMANDS, type CommandRow } from '../../../src/cli/options.ts';
import { parseQuickly } from '../../../src/cli/quick.ts';

const row = (name: string): CommandRow => COMMANDS.find((row) => row.name === name)!;
const parse = (name: string, ...args: string[]) => parseQuickly(row(name), args);

test('a faultless line is taken apart', () => {
  expect(parse('ps')).toEqual({ values: {}, names: [] });
  expect(parse('logs', '-fn', '20', 'api', '--since', '10m')).toMatchObject({
    values: { follow: true, lines: '20', since: '10m' },
    names: ['api'],
  });
  expect(parse('kill', '-s', 'HUP', 'a', 'b')).toMatchObject({ values: { signal: 'HUP' }, names: ['a', 'b'] });
});

test('what has a mistake in it, or asks for help, is left to the full parser', () => {
  expect(parse('ps', '--jsno')).toBe(null);
  expect(parse('ps', '--help')).toBe(null);
  expect(parse('why')).toBe(null);
  expect(parse('why', 'a', 'b')).toBe(null);
  expect(parse('tree', 'a')).toBe(null);
  expect(parse('up', '--exit-on', 'sometimes')).toBe(null);
  expect(parse('logs', '--run', '-1')).toBe(null);
});

test('what run is to run is not looked at', () => {
  expect(parse('run', '-f', 'Procfile', 'npm', 'test', '--watch', '--', '-x')).toMatchObject({
    values: { file: 'Procfile' },
    names: ['npm', 'test', '--watch', '--', '-x'],
  });
  expect(parse('run', 'api', '--', 'ls', '-l')).toMatchObject({ names: ['api', '--', 'ls', '-l'] });
  expect(parse('run', '--', 'ls', '--help')).toMatchObject({ names: ['--', 'ls', '--help'] });
  expect(parse('run', '--nope', 'ls')).toBe(null);
});

test('no command has an option or a letter twice, or the name of another', () => {
  const words = COMMANDS.flatMap(({ name, alias }) => (alias ? [name, alias] : [name]));
  expect(new Set(words).size).toBe(words.length);
  for (const { options } of COMMANDS) {
    const flags = options.flatMap(({ name, short }) => (short ? [name, short] : [name]));
    expect(new Set(flags).size).toBe(flags.length);
  }
});
