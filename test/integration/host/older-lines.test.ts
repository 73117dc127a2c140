import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { createLogStore } from '../../../src/adapters/log/store.ts';
import { newestLogFile, readOlder } from '../../../src/host/logs/older-lines.ts';
import { tempDir } from '../../helpers/temp.ts';

const START_MS = Date.parse('2026-03-01T10:00:00Z');

/** The log files of a service after these runs, each with its number and what it has printed. */
async function filesOf(...runs: readonly (readonly [run: number, text: string])[]) {
  const stateDir = tempDir();
  let nowMs = START_MS;
  const store = createLogStore({ dir: join(stateDir, 'logs'), warn() {}, flushMs: 1, nowMs: () => nowMs });
  for (const [run, text] of runs) {
    // Files are in the order of their beginnings.
    nowMs += 1000;
    const open = store.open({ name: 'api', run, purpose: 'exec' });
    open.write(Buffer.from(text));
    open.end();
  }
  await store.close();
  return {
    stateDir,
    older: (before: { run: number; at: number; atMs?: number } | null, lines = 100) =>
      readOlder({ stateDir, service: 'api', before: before && { atMs: nowMs, ...before }, lines }),
  };
}

const numbered = (name: string, count: number) => Array.from({ length: count }, (_, i) => `${name} ${i}\n`).join('');
const texts = (lines: readonly { readonly text: string }[]) => lines.map(({ text }) => text);

test('before a place stand the lines that begin before it, the nearest, the oldest first', async () => {
  const { older } = await filesOf([1, numbered('line', 10)]);
  const at = numbered('line', 7).length;
  expect(texts(older({ run: 1, at }, 3))).toEqual(['line 4', 'line 5', 'line 6']);
  expect(texts(older({ run: 1, at }))).toHaveLength(7);
  expect(older({ run: 1, at: 0 })).toEqual([]);
});

test('each line has its run, its place and its time, so a reader can continue from it', async () => {
  const { older } = await filesOf([4, 'one\ntwo\n']);
  expect(older(null)).toEqual([
    { service: 'api', run: 4, at: 0, atMs: START_MS + 1000, text: 'one' },
    { service: 'api', run: 4, at: 4, atMs: START_MS + 1000, text: 'two' },
  ]);
});

test('before the first line of a run stand the last of the run before it, as many as are missing', async () => {
  const { older } = await filesOf([1, numbered('a', 3)], [2, numbered('b', 3)], [3, numbered('c', 3)]);
  const second = 'c 0\n'.length;
  expect(texts(older({ run: 3, at: second }, 5))).toEqual(['a 2', 'b 0', 'b 1', 'b 2', 'c 0']);
  expect(texts(older({ run: 1, at: 0 }))).toEqual([]);
});

test('without a place, it is the end of all', async () => {
  const { older } = await filesOf([1, numbered('a', 3)], [2, numbered('b', 2)]);
  expect(texts(older(null, 3))).toEqual(['a 2', 'b 0', 'b 1']);
});

test('page by page, every line comes once, up to the first', async () => {
  const { older } = await filesOf([1, numbered('a', 700)], [2, ''], [1, numbered('b', 1300)]);
  const all: string[] = [];
  let before: { run: number; at: number; atMs: number } | null = null;
  for (;;) {
    const page = older(before, 150);
    const [first] = page;
    if (!first) break;
    all.unshift(...texts(page));
    before = { run: first.run, at: first.at, atMs: first.atMs };
  }
  expect(all).toEqual((numbered('a', 700) + numbered('b', 1300)).trimEnd().split('\n'));
});

describe('the number of a run', () => {
  test('that two supervisors have had is that of the one that ran then', async () => {
    const { older } = await filesOf([1, numbered('old', 2)], [2, 'of old\n'], [1, numbered('new', 2)]);
    expect(texts(older({ run: 1, at: 'new 0\n'.length }, 3))).toEqual(['old 1', 'of old', 'new 0']);
    const then = START_MS + 1000;
    expect(texts(older({ run: 1, at: 'old 0\n'.length, atMs: then }))).toEqual(['old 0']);
    expect(older({ run: 1, at: 0, atMs: then })).toEqual([]);
  });

  test('whose file is gone has nothing before it', async () => {
    const { older } = await filesOf([1, 'one\n']);
    expect(older({ run: 9, at: 100 })).toEqual([]);
  });
});

test('a service that has no files has no lines', () => {
  const stateDir = tempDir();
  expect(readOlder({ stateDir, service: 'api', before: null, lines: 10 })).toEqual([]);
  expect(newestLogFile(stateDir, 'api')).toBeNull();
});

test('the file of a service is that of its newest run', async () => {
  const { stateDir, older } = await filesOf([7, 'one\n'], [1, 'two\n']);
  expect(texts(older(null))).toEqual(['one', 'two']);
  expect(newestLogFile(stateDir, 'api')).toMatch(/logs\/api\/.*1\.log$/);
});
