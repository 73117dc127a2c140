import fc from 'fast-check';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { bytes, fakeStream } from './fake-output.ts';

const NAMES = ['web', 'db', 'worker.1'];

/** What services write, in random pieces and in any order, with pauses and messages of zdev in between. */
type Step = { readonly at: number; readonly text: string } | { readonly pauseMs: number } | { readonly say: true };

const piece = fc.oneof(
  fc.uint8Array({ maxLength: 40 }).map((array) => Buffer.from(array).toString('latin1')),
  fc
    .array(
      fc.constantFrom(
        '\n',
        '\r',
        '\x1b',
        '\x1b[31m',
        '\x1b[0m',
        '\x1b[2J',
        '\x1b]0;t',
        '\x07',
        'ab? ',
        'c',
        '\xc2',
        '\x9b',
      ),
    )
    .map((parts) => parts.join('')),
);
const write = fc.record({ at: fc.nat(NAMES.length - 1), text: piece });
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: write },
  { weight: 2, arbitrary: fc.record({ pauseMs: fc.constantFrom(60, 120, 3000) }) },
  { weight: 1, arbitrary: fc.record({ say: fc.constant(true as const) }) },
);

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

test('into a file, every line of every service comes whole, once and in order', () => {
  fc.assert(
    fc.property(fc.array(write, { maxLength: 40 }), (steps) => {
      const rows = rowsOf(play(steps, { terminal: false }));
      NAMES.forEach((name, at) => {
        expect(rows.get(name)).toEqual(linesOf(steps, at));
      });
    }),
  );
});

test('with pauses, there is nothing else but beginnings of lines that then come whole', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      const rows = rowsOf(play(steps, { terminal: false }));
      NAMES.forEach((name, at) => {
        const lines = linesOf(steps, at);
        const left = rows.get(name)!.filter((row, index, all) => {
          const early = row !== lines[0] && lines[0]?.startsWith(row) && all[index + 1] === lines[0];
          if (!early) expect(row).toBe(lines.shift());
          return early;
        });
        expect(lines).toEqual([]);
        expect(left.every((row) => row !== '')).toBe(true);
      });
    }),
    { numRuns: 500 },
  );
});

test('on a terminal, nothing but text, colours and rows', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), fc.boolean(), (steps, color) => {
      const text = play(steps, { terminal: true, color });
      const own = color ? text.replace(/\r(?=\x1b\[\d+m[a-z.0-9]+ +\| )/g, '').replaceAll('\x1b[K', '') : text;
      const plain = own.replace(color ? /\x1b\[[0-9;]*m/g : /$^/g, '');
      expect(plain).not.toMatch(/[\x01-\x08\x0b-\x1f\x7f]|\xc2[\x80-\x9f]/);
      for (const row of own.split('\n').slice(0, -1)) {
        expect(row).toMatch(/^(\x1b\[\d+m)?(web {6}|db {7}|worker\.1 ?|zdev {5}) *\| /);
        if (color) expect(row.match(/\x1b\[[0-9;]*m/g)?.at(-1)).toBe('\x1b[0m');
      }
    }),
    { numRuns: 500 },
  );
});

test('on a terminal, every line comes whole, and all else is beginnings of lines that then come whole', () => {
  const clean = fc.array(fc.constantFrom('a', '\xc3\xbc', '? ', '\n', 'word')).map((parts) => parts.join(''));
  const steps = fc.array(
    fc.oneof(
      { weight: 3, arbitrary: fc.record({ at: fc.nat(NAMES.length - 1), text: clean }) },
      { weight: 1, arbitrary: fc.record({ pauseMs: fc.constantFrom(60, 120, 3000) }) },
    ),
    { maxLength: 40 },
  );
  fc.assert(
    fc.property(steps, (steps) => {
      const rows = rowsOf(play(steps, { terminal: true }));
      NAMES.forEach((name, at) => {
        const lines = linesOf(steps, at);
        for (const row of rows.get(name)!) {
          if (row === lines[0]) lines.shift();
          else expect(row !== '' && lines[0]?.startsWith(row)).toBe(true);
        }
        expect(lines).toEqual([]);
      });
    }),
    { numRuns: 500 },
  );
});

function play(steps: readonly Step[], options: { terminal: boolean; color?: boolean }): string {
  const { out, stream } = fakeStream({ names: NAMES, ...options });
  const sinks = NAMES.map((name) => stream.sink(name));
  for (const step of steps) {
    if ('text' in step) sinks[step.at]!.write(bytes(step.text));
    else if ('pauseMs' in step) vi.advanceTimersByTime(step.pauseMs);
    else stream.say('hello');
  }
  for (const sink of sinks) sink.end();
  return out.text;
}

/** The rows of each service without their prefixes. */
function rowsOf(output: string): Map<string, string[]> {
  const rows = new Map([...NAMES, 'zdev'].map((name) => [name, [] as string[]]));
  expect(output === '' || output.endsWith('\n')).toBe(true);
  for (const row of output.split('\n').slice(0, -1)) {
    const name = row.slice(0, 8).trimEnd();
    expect(row.slice(8, 11)).toBe(' | ');
    rows.get(name)!.push(row.slice(11));
  }
  return rows;
}

function linesOf(steps: readonly Step[], at: number): string[] {
  const text = steps.map((step) => ('text' in step && step.at === at ? step.text : '')).join('');
  const lines = text.split('\n');
  return lines.at(-1) === '' ? lines.slice(0, -1) : lines;
}
