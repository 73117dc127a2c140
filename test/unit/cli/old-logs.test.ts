import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createLogStore } from '../../../src/adapters/log/store.ts';
import { echo } from '../../../src/cli/commands/echo.ts';
import { logs } from '../../../src/cli/commands/logs.ts';
import { openOldLogs } from '../../../src/host/old-logs.ts';
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
  const caller = fakeCaller(dir);
  expect(await logs({ 'no-timestamp': true }, [], caller)).toBe(0);
  expect(caller.printed()).toBe('db     | ready\napi    | one\napi    | two\ndb     | again\n');
  const wrong = fakeCaller(dir);
  expect(await logs({}, ['ap'], wrong)).toBe(1);
  expect(wrong.complained()).toContain('did you mean "api"?');
});

test('only what is to come, where nothing runs: an error, as of echo', async () => {
  const dir = await stored([{ name: 'api', run: 1, text: 'one\n' }]);
  const caller = fakeCaller(dir);
  expect(await echo({}, [], caller)).toBe(1);
  expect(await logs({ follow: true, lines: '0' }, [], caller)).toBe(1);
  expect(caller.printed()).toBe('');
  expect(
    caller.complained().match(/error: zdev does not run in .*\n {2}hint: start it with: zdev up -d\n/g),
  ).toHaveLength(2);
  expect(await logs({ follow: true, lines: '1' }, [], caller)).toBe(0);
});

test('--run picks a run by its number, or counted from the last; builds do not count', async () => {
  const dir = await stored([
    { name: 'api', run: 1, text: 'first\n' },
    { name: 'api', run: 2, text: 'second\n' },
    { name: 'api', run: 3, purpose: 'build', text: 'build\n' },
    { name: 'api', run: 4, text: 'last\n' },
  ]);
  const show = async (run: string) => {
    const caller = fakeCaller(dir);
    await logs({ run, 'no-timestamp': true }, [], caller);
    return caller.printed();
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
  const entries = await (await openOldLogs(join(dir, '.zdev'))).read(['api'], null);
  expect(entries.at(-1)?.text).toBe('line 399');
  expect(entries.length).toBeGreaterThan(50);
  const numbers = entries.map((entry) => Number(entry.text.slice(5)));
  expect(numbers).toEqual(numbers.map((_, i) => numbers[0]! + i));
});
