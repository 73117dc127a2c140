import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createLogStore } from '../../../src/adapters/log/store.ts';
import { echo } from '../../../src/cli/commands/echo.ts';
import { logs } from '../../../src/cli/commands/logs.ts';
import { tempDir } from '../../helpers/temp.ts';
import { fakeCaller } from './rig.ts';

/** A project whose supervisor is gone, with the output of some runs. */
async function stored(
  runs: readonly { name: string; run: number; purpose?: 'build'; text: string }[],
  maxBytes = 1_000_000,
): Promise<string> {
  const dir = tempDir();
  writeFileSync(join(dir, 'Procfile'), 'api: true\n');
  mkdirSync(join(dir, '.zdev'));
  let clockMs = Date.parse('2026-03-01T10:00:00Z');
  const store = createLogStore({
    dir: join(dir, '.zdev/logs'),
    warn: (message) => expect.fail(message),
    nowMs: () => (clockMs += 1000),
    maxBytes,
  });
  for (const { name, run, purpose = 'exec', text } of runs) {
    const open = store.open({ name, run, purpose });
    open.write(Buffer.from(text));
    open.end();
  }
  await store.close();
  return dir;
}

test('after down, logs come from the files, in the order in which they came', async () => {
  const dir = await stored([
    { name: 'db', run: 1, text: 'ready\r\n' },
    { name: 'api', run: 1, text: 'one\ntwo' },
    { name: 'db', run: 2, text: 'again\n' },
  ]);
  const io = fakeCaller(dir);
  expect(await logs({ 'no-timestamp': true }, [], io)).toBe(0);
  expect(io.printed()).toBe('db     | ready\napi    | one\napi    | two\ndb     | again\n');
  const wrong = fakeCaller(dir);
  expect(await logs({}, ['ap'], wrong)).toBe(1);
  expect(wrong.complained()).toContain('did you mean "api"?');
});

test('asking only for new output where nothing runs is an error, as with echo', async () => {
  const dir = await stored([{ name: 'api', run: 1, text: 'one\n' }]);
  const io = fakeCaller(dir);
  expect(await echo({}, [], io)).toBe(1);
  expect(await logs({ follow: true, lines: '0' }, [], io)).toBe(1);
  expect(io.printed()).toBe('');
  expect(io.complained().match(/error: zdev does not run in .*\n {2}hint: start it with: zdev up -d\n/g)).toHaveLength(
    2,
  );
  expect(await logs({ follow: true, lines: '1' }, [], io)).toBe(0);
});

test('--run picks a run by its number, or counted from the last; builds do not count', async () => {
  const dir = await stored([
    { name: 'api', run: 1, text: 'first\n' },
    { name: 'api', run: 2, text: 'second\n' },
    { name: 'api', run: 3, purpose: 'build', text: 'build\n' },
    { name: 'api', run: 4, text: 'last\n' },
  ]);
  const show = async (run: string) => {
    const io = fakeCaller(dir);
    await logs({ run, 'no-timestamp': true }, [], io);
    return io.printed();
  };
  expect(await show('-1')).toBe('api    | second\n');
  expect(await show('0')).toBe('api    | last\n');
  expect(await show('1')).toBe('api    | first\n');
  expect(await show('3')).toBe('api    | build\n');
  expect(await show('-9')).toBe('');
});

test('of a run longer than its file, the end is read', async () => {
  const text = Array.from({ length: 400 }, (_, i) => `line ${i}\n`).join('');
  const dir = await stored([{ name: 'api', run: 1, text }], 1024);
  const io = fakeCaller(dir);
  await logs({ lines: 'all', 'no-timestamp': true }, [], io);
  const numbers = io
    .printed()
    .match(/(?<=line )\d+/g)!
    .map(Number);
  expect(numbers.at(-1)).toBe(399);
  expect(numbers.length).toBeGreaterThan(50);
  expect(numbers).toEqual(numbers.map((_, i) => numbers[0]! + i));
});

test('the last lines are the last of all runs and services', async () => {
  const dir = await stored([
    { name: 'db', run: 1, text: 'db 1\n' },
    { name: 'api', run: 1, text: 'api 1\nno newline' },
    { name: 'api', run: 2, text: 'api 2\n' },
    { name: 'db', run: 2, text: 'db 2\n' },
  ]);
  const show = async (values: Record<string, string>, ...names: string[]) => {
    const io = fakeCaller(dir);
    expect(await logs({ ...values, 'no-timestamp': true }, names, io)).toBe(0);
    return io
      .printed()
      .replaceAll(/^\w+ +\| /gm, '')
      .trimEnd()
      .split('\n');
  };
  expect(await show({})).toEqual(['db 1', 'api 1', 'no newline', 'api 2', 'db 2']);
  expect(await show({ lines: '3' })).toEqual(['no newline', 'api 2', 'db 2']);
  expect(await show({ lines: '2' }, 'api')).toEqual(['no newline', 'api 2']);
  expect(await show({ grep: '1', lines: '1' })).toEqual(['api 1']);
  const json = fakeCaller(dir);
  await logs({ json: true }, [], json);
  const times = json
    .printed()
    .trim()
    .split('\n')
    .map((line) => new Date(JSON.parse(line).at_ms).toISOString());
  expect(await show({ since: times[3]! })).toEqual(['api 2', 'db 2']);
  expect(await show({ until: times[3]! })).toEqual(['db 1', 'api 1', 'no newline', 'api 2']);
  expect(await show({ since: times[1]!, until: times[3]!, lines: '1' })).toEqual(['api 2']);
});

test('on a terminal, lines that were redrawn stand there once; into a pipe, all is as it was printed', async () => {
  const text = `start\n${[0, 1, 2].map((step) => `${step > 0 ? '\x1b[2A' : ''}\r\x1b[2Ka ${step}\n\r\x1b[2Kb ${step}\n`).join('')}end\n`;
  const dir = await stored([{ name: 'api', run: 1, text }]);
  const rows = async (terminal: boolean) => {
    const io = fakeCaller(dir, { terminal });
    await logs({ lines: 'all', 'no-timestamp': true }, [], io);
    return io
      .printed()
      .replaceAll(/\x1b\[[\d;]*m/g, '')
      .trimEnd()
      .split('\n');
  };
  expect(await rows(true)).toEqual(['start', 'a 2', 'b 2', 'end'].map((line) => `api    | ${line}`));
  expect(await rows(false)).toHaveLength(8);
});
