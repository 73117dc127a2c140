import { expect, test } from 'vitest';
import { allLines, knownOf } from '../../../../src/cli/logs/all-lines.ts';
import type { OldLogs, OldRun } from '../../../../src/host/logs/old-logs.ts';

const START_MS = 1_000_000;

/** A file of a run: a line a second from its start. */
function file(name: string, run: number, text: string, startMs: number, lost = 0): OldRun {
  const bytes = Buffer.from(text);
  const lines = text.split('\n').flatMap((line, i, all) => {
    const at = lost + Buffer.from(all.slice(0, i).join('\n')).length + (i > 0 ? 1 : 0);
    return line === '' ? [] : [{ service: name, run, at, atMs: startMs + i * 1000, text: line }];
  });
  const end = lost + bytes.length;
  return {
    run,
    purpose: 'exec',
    startMs,
    places: () => ({ whole: text.endsWith('\n') ? end : (lines.at(-1)?.at ?? end), end }),
    lines: ({ last = Number.POSITIVE_INFINITY, before = Number.POSITIVE_INFINITY }) => {
      const found = lines.filter(({ at }) => at < before);
      return found.slice(Math.max(found.length - last, 0));
    },
  };
}

const filesOf = (runs: Record<string, readonly OldRun[]>): OldLogs => ({
  names: Object.keys(runs),
  runs: (name) => runs[name] ?? [],
});

const entry = (service: string, run: number, at: number, text: string, at_ms = START_MS) => {
  return { service, run, at, at_ms, text };
};

const ALL = { run: null, sinceMs: null, last: Number.POSITIVE_INFINITY };
const texts = (lines: Iterable<{ text: string }>) => [...lines].map(({ text }) => text);

test('memory continues where the file ends, including an unfinished line', () => {
  const old = filesOf({
    api: [file('api', 1, 'old\n', 0), file('api', 1, 'one\ntwo\nthr', START_MS + 1)],
  });
  const known = knownOf(old, ['api'], START_MS);
  expect(known).toEqual([{ service: 'api', run: 1, before: 8 }]);
  const entries = [entry('api', 1, 8, 'three', START_MS + 2001), entry('api', 1, 14, 'four', START_MS + 3000)];
  const memory = { entries, sinceMs: START_MS };
  const wanted = { ...ALL, names: ['api'] };
  expect(texts(allLines(old, memory, wanted))).toEqual(['old', 'one', 'two', 'three', 'four']);
  expect(texts(allLines(old, memory, { ...wanted, last: 3 }))).toEqual(['two', 'three', 'four']);
  expect(texts(allLines(old, { ...memory, entries: [] }, wanted))).toEqual(['old', 'one', 'two', 'thr']);
});

test('a run of an earlier supervisor is another, though it has the same number', () => {
  const old = filesOf({ api: [file('api', 1, 'old\n', 0)] });
  expect(knownOf(old, ['api'], START_MS)).toEqual([]);
  const memory = { entries: [entry('api', 1, 0, 'new')], sinceMs: START_MS };
  expect(texts(allLines(old, memory, { ...ALL, names: ['api'] }))).toEqual(['old', 'new']);
  expect(texts(allLines(old, memory, { ...ALL, run: 0, names: ['api'] }))).toEqual(['new']);
  expect(texts(allLines(old, memory, { ...ALL, run: -1, names: ['api'] }))).toEqual(['old']);
});

test('missing lines are reported, and a line whose beginning is no longer in memory comes from the file', () => {
  const old = filesOf({ api: [file('api', 1, 'one\ntwo', START_MS)] });
  const wanted = { ...ALL, names: ['api'] };
  const lost = { entries: [entry('api', 1, 100, 'late')], sinceMs: START_MS };
  expect(texts(allLines(old, lost, wanted))).toEqual([
    'one',
    'two',
    '… 93 bytes are missing here: they could not be kept',
    'late',
  ]);
  const torn = { entries: [entry('api', 1, 6, 'o')], sinceMs: START_MS };
  expect(texts(allLines(old, torn, wanted))).toEqual(['one', 'two']);
});

test('lines of several services come in the order in which they came; memory knows it within a millisecond', () => {
  const old = filesOf({
    api: [file('api', 1, 'a0\na1\n', START_MS)],
    db: [file('db', 1, 'd0\nd1\n', START_MS + 500)],
  });
  const entries = [entry('db', 1, 6, 'd2', START_MS + 9000), entry('api', 1, 6, 'a2', START_MS + 9000)];
  const memory = { entries, sinceMs: START_MS };
  const names = ['api', 'db', 'removed'];
  expect(texts(allLines(old, memory, { ...ALL, names }))).toEqual(['a0', 'd0', 'a1', 'd1', 'd2', 'a2']);
});
