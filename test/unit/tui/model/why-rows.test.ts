import { expect, test } from 'vitest';
import { NO_NEWS } from '../../../../src/tui/logs/logs.ts';
import { frameOf } from '../../../../src/tui/model/frame.ts';
import { modelOf, NOON_MS, row, textOf } from '../rows.ts';

const SHOP = [
  row('db', { state: 'failed', pid: null, failure: { type: 'exit-code', code: 1 } }),
  row('api', { state: 'blocked', pid: null, requires: ['db'], blockers: [{ type: 'requires', name: 'db' }] }),
  row('web'),
];

/** What stands in the pane while the selected service has printed nothing. */
function inPane(selected: string, silent = true): readonly string[] | null {
  const facts = { nowMs: NOON_MS, newLines: 0, hits: null, news: () => NO_NEWS };
  return frameOf(modelOf(SHOP, { selected }), { ...facts, silent }).inPane?.map(textOf) ?? null;
}

test('a service that waits and has printed nothing shows the chain down to the cause', () => {
  expect(inPane('api')?.slice(0, 3)).toEqual(['', ' api: blocked (db)', '   requires db: failed: exit code 1']);
});

test('one that is ready, or has printed something, shows its log', () => {
  expect([inPane('web'), inPane('api', false)]).toEqual([null, null]);
});
