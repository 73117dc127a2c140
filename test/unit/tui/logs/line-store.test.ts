import fc from 'fast-check';
import { expect, test } from 'vitest';
import { CutLines } from '../../../../src/tui/logs/cut-lines.ts';
import type { Line } from '../../../../src/tui/logs/line.ts';
import { LineStore } from '../../../../src/tui/logs/line-store.ts';

function line(text: string): Line {
  return { service: 'a', run: 1, at: 0, atMs: 0, text, kind: 'output' };
}

/** Lines that came in one piece. */
function together(texts: readonly string[]): CutLines {
  const latin1 = texts.map((text) => `${text}\n`).join('');
  const ends = [...latin1.matchAll(/\n/g)].map(({ index }) => index);
  return new CutLines({ service: 'a', run: 1, at: 0, atMs: 0, latin1, isAscii: true }, 0, ends);
}

function filled(count: number, maxLines = 100): LineStore {
  const store = new LineStore({ maxLines, maxChars: 1e9 });
  for (let i = 0; i < count; i++) store.push(line(`${i}`));
  return store;
}

test('keeps the last lines, each under its number', () => {
  const store = filled(2500, 1000);
  expect([store.first, store.end]).toEqual([1500, 2500]);
  expect([store.at(1499), store.at(1500)?.text, store.at(2499)?.text, store.at(2500)?.text]).toEqual([
    undefined,
    '1500',
    '2499',
    undefined,
  ]);
});

test('limits its text', () => {
  const store = new LineStore({ maxLines: 1000, maxChars: 50 });
  for (let i = 0; i < 20; i++) store.push(line('x'.repeat(10)));
  expect(store.end - store.first).toBe(5);
});

test('limits its text, also for lines that come together', () => {
  const store = new LineStore({ maxLines: 1000, maxChars: 50 });
  store.pushAll(together(Array.from({ length: 20 }, (_, i) => `${i}`.padStart(10))));
  expect([store.first, store.end, store.at(15)?.text]).toEqual([15, 20, '        15']);
  const last = store.at(19) as Line;
  store.replace(last, { ...last, text: 'short' });
  store.pushAll(together(['12345']));
  expect([store.first, store.at(19)?.text]).toEqual([15, 'short']);
  expect(store.pop()?.text).toBe('12345');
  store.pushAll(together(['123456']));
  expect(store.first).toBe(16);
});

test('a line that came with others is the same in every store, and whenever it is looked at', () => {
  const [one, all] = [filled(3), filled(7)];
  const cut = together(['first', 'second']);
  one.pushAll(cut);
  all.pushAll(cut);
  expect(one.at(4)).toMatchObject({ text: 'second', at: 6 });
  expect(all.at(8)).toBe(one.at(4));
  expect(one.at(4)).toBe(one.at(4));
});

test('takes older lines before the first', () => {
  const store = filled(3);
  store.prepend([line('old'), line('older')]);
  expect([-2, -1, 0].map((number) => store.at(number)?.text)).toEqual(['old', 'older', '0']);
  expect(store.first).toBe(-2);
});

test('what a reader has stopped at stays for him, and the hole behind it says so', () => {
  const store = filled(100);
  store.pin(50);
  for (let i = 100; i < 10_000; i++) store.push(line(`${i}`));
  expect([store.first, store.at(50)?.text, store.at(49)]).toEqual([50, '50', undefined]);
  expect(store.at(2049)).toMatchObject({ kind: 'note' });
  expect(store.at(2050)).toBeUndefined();
  expect([store.from(2050), store.upTo(5000)]).toEqual([9900, 2049]);
  store.pin(null);
  expect([store.first, store.at(50)]).toEqual([9900, undefined]);
});

test('older lines come before the lines of a reader, and stay there', () => {
  const store = filled(100);
  store.pin(50);
  for (let i = 100; i < 300; i++) store.push(line(`${i}`));
  expect([store.first, store.hole]).toEqual([50, null]);
  store.prepend([line('48'), line('49')]);
  expect([store.first, store.at(48)?.text, store.from(0)]).toEqual([48, '48', 48]);
  for (let i = 300; i < 5000; i++) store.push(line(`${i}`));
  expect([store.at(48)?.text, store.hole, store.at(2049)?.kind]).toEqual(['48', { from: 2050, to: 4900 }, 'note']);
});

test('what a reader holds takes no room from what is new', () => {
  const store = new LineStore({ maxLines: 1000, maxChars: 500 });
  for (let i = 0; i < 50; i++) store.push(line('x'.repeat(10)));
  store.pin(10);
  for (let i = 0; i < 200; i++) store.push(line('x'.repeat(10)));
  expect([store.first, store.at(store.end - 50)?.text]).toEqual([10, 'x'.repeat(10)]);
  store.pin(null);
  expect(store.end - store.first).toBe(50);
});

test('after any operation, every number from first to end has its own line or none', () => {
  const steps = fc.array(
    fc.oneof(
      fc.record({ push: fc.integer({ min: 1, max: 700 }) }),
      fc.record({ together: fc.integer({ min: 1, max: 700 }) }),
      fc.record({ pin: fc.option(fc.integer({ min: 0, max: 100 })) }),
      fc.record({ older: fc.integer({ min: 1, max: 300 }) }),
    ),
    { maxLength: 30 },
  );
  fc.assert(
    fc.property(steps, (all) => {
      const store = new LineStore({ maxLines: 1000, maxChars: 1e9 });
      let pushed = 0;
      for (const step of all) {
        if ('push' in step) for (let i = 0; i < step.push; i++) store.push(line(`${pushed++}`));
        else if ('together' in step) {
          store.pushAll(together(Array.from({ length: step.together }, () => `${pushed++}`)));
        } else if ('pin' in step) store.pin(step.pin === null ? null : store.from(store.first + step.pin));
        else {
          const { first } = store;
          store.prepend(Array.from({ length: step.older }, (_, i) => line(`${first - step.older + i}`)));
        }
        const wrong: number[] = [];
        for (let number = store.first - 2; number < store.end + 2; number++) {
          const found = store.at(number);
          if (found?.kind === 'output' && found.text !== `${number}`) wrong.push(number);
        }
        for (let number = store.from(store.first); number < store.end; number = store.from(number + 1)) {
          if (!store.at(number)) wrong.push(number);
        }
        expect(wrong).toEqual([]);
        if (pushed > 0) expect(store.at(store.end - 1)?.text).toBe(`${pushed - 1}`);
        const { hole } = store;
        if (hole) expect([store.upTo(hole.to - 1), store.from(hole.from)]).toEqual([hole.from - 1, hole.to]);
      }
    }),
    { numRuns: 60 },
  );
});
