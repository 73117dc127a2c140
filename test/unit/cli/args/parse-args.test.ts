import { expect, test } from 'vitest';
import { COMMANDS, type CommandRow } from '../../../../src/cli/args/options.ts';
import { parseArgs, withBareValues } from '../../../../src/cli/args/parse-args.ts';

const row = (name: string): CommandRow => COMMANDS.find((row) => row.name === name)!;
const parse = (name: string, ...args: string[]) => parseArgs(row(name), args);

test('a faultless line is taken apart', () => {
  expect(parse('ps')).toEqual({ values: {}, names: [] });
  expect(parse('logs', '-fn', '20', 'api', '--since', '10m')).toMatchObject({
    values: { follow: true, lines: '20', since: '10m' },
    names: ['api'],
  });
  expect(parse('kill', '-s', 'HUP', 'a', 'b')).toMatchObject({ values: { signal: 'HUP' }, names: ['a', 'b'] });
});

test('kill takes a signal behind a dash, as other kills do', () => {
  const words = (...args: string[]) => withBareValues(row('kill'), args);
  expect(words('-9', 'web')).toEqual(['--signal', '9', 'web']);
  expect(words('web', '-SIGHUP')).toEqual(['web', '--signal', 'SIGHUP']);
  expect(words('-s', 'HUP', '-sINT', '-f', 'P', '--', '-9')).toEqual(['-s', 'HUP', '-sINT', '-f', 'P', '--', '-9']);
  expect(withBareValues(row('logs'), ['-5'])).toEqual(['-5']);
});

test('what has a mistake in it, or asks for help, is left to the full parser', () => {
  expect(parse('ps', '--jsno')).toBe(null);
  expect(parse('ps', '--help')).toBe(null);
  expect(parse('attach')).toBe(null);
  expect(parse('attach', 'a', 'b')).toBe(null);
  expect(parse('tree', 'a')).toBe(null);
  expect(parse('up', '--exit-on', 'sometimes')).toBe(null);
  expect(parse('logs', '--run', '-1')).toBe(null);
});

test('what other tools call it is understood as well', () => {
  expect(parse('up', '--procfile', 'P', '--processes=a,b', '--daemonize')).toEqual({
    values: { file: 'P', only: 'a,b', detach: true },
    names: [],
  });
  expect(parse('up', '--procfile', 'P', '--file', 'F')).toMatchObject({ values: { file: 'F' } });
  expect(parse('run', '--procfile', 'P', 'npm', '-x')).toMatchObject({ values: { file: 'P' }, names: ['npm', '-x'] });
});

test('start has the letters of foreman and overmind', () => {
  expect(parse('start', '-d', 'sub', '-f', 'P', '-e', 'a', '-m', 'web=2', '-p', '1', '-t', '3', 'web')).toEqual({
    values: { root: 'sub', file: 'P', env: 'a', formation: 'web=2', port: '1', 'stop-timeout': '3' },
    names: ['web'],
  });
  expect(parse('start', '-D', '-l', 'a', '-x', 'b', '-r', 'c', '-i', 'a=INT')).toMatchObject({
    values: { detach: true, only: 'a', except: 'b', 'auto-restart': 'c', 'stop-signals': 'a=INT' },
  });
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
  const words = COMMANDS.flatMap(({ name, alias, also = [] }) => [name, ...(alias ? [alias] : []), ...also]);
  expect(new Set(words).size).toBe(words.length);
  for (const { options } of COMMANDS) {
    const flags = options.flatMap(({ name, short, also = [] }) => [name, ...(short ? [short] : []), ...also]);
    expect(new Set(flags).size).toBe(flags.length);
  }
});
