import { expect, test } from 'vitest';
import { redrawn } from '../../../../src/cli/logs/redrawn.ts';

const entry = (service: string, text: string, run = 1) => ({ service, run, at: 0, at_ms: 0, text });
const shown = (entries: ReturnType<typeof entry>[]) =>
  [...redrawn(entries)].map(({ service, text }) => `${service}: ${text}`);

/** Three lines that are redrawn 60 times, as they are cut at their newlines. */
const pull = Array.from({ length: 61 }, (_, step) =>
  [0, 1, 2].map((i) => entry('pull', `${step > 0 && i === 0 ? '\x1b[3A' : ''}\r\x1b[2Klayer ${i}: ${step}`)),
).flat();

test('lines that were drawn over stand there once, where they came first', () => {
  const entries = [entry('pull', 'pulling'), ...pull, entry('pull', 'done')];
  entries.splice(5, 0, entry('web', 'important'));
  expect(shown(entries)).toEqual([
    'pull: pulling',
    'pull: layer 0: 60',
    'pull: layer 1: 60',
    'pull: layer 2: 60',
    'web: important',
    'pull: done',
  ]);
});

test('what was erased is gone, and no run writes over the lines of another', () => {
  expect(shown([entry('a', 'one'), entry('a', 'two'), entry('a', '\x1b[2A\x1b[Jend')])).toEqual(['a: end']);
  expect(shown([entry('a', 'one', 1), entry('a', '\x1b[5Atwo', 2)])).toEqual(['a: one', 'a: two']);
});

test('plain lines pass as they are, however many', () => {
  const many = Array.from({ length: 10_000 }, (_, i) => entry('a', `line ${i}`));
  expect([...redrawn(many)]).toEqual(many);
});
