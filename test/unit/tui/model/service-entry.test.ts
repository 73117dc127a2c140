import { expect, test } from 'vitest';
import { entryOf, mergeEntries } from '../../../../src/tui/model/service-entry.ts';
import { entries, NOON_MS, row } from '../rows.ts';

const before = entries(row('db'), row('api'), row('web'));
const merged = (...args: Parameters<typeof mergeEntries>) => mergeEntries(...args).map(({ row }) => row);

test('how long something has lasted becomes since when it has', () => {
  expect(entryOf(row('db', { in_state_ms: 1234 }), NOON_MS).sinceMs).toBe(NOON_MS - 1234);
});

test('a changed row replaces the old one, and the others stay the same objects', () => {
  const news = { rows: [row('api', { state: 'failed', in_state_ms: 0 })], removed: [], nowMs: NOON_MS + 9000 };
  const after = mergeEntries(before, news);
  expect(after.map(({ row }) => [row.name, row.state])).toEqual([
    ['db', 'running'],
    ['api', 'failed'],
    ['web', 'running'],
  ]);
  expect(after[1]?.sinceMs).toBe(NOON_MS + 9000);
  expect([after[0], after[2]]).toEqual([before[0], before[2]]);
  expect(after[0]).toBe(before[0]);
});

test('new services come last, in their own order', () => {
  const rows = [row('queue'), row('cache')];
  expect(merged(before, { rows, removed: [], nowMs: NOON_MS }).map(({ name }) => name)).toEqual([
    'db',
    'api',
    'web',
    'queue',
    'cache',
  ]);
});

test('what is no longer in the config goes', () => {
  expect(merged(before, { rows: [], removed: ['api'], nowMs: NOON_MS }).map(({ name }) => name)).toEqual(['db', 'web']);
});
