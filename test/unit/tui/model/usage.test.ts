import { expect, test } from 'vitest';
import { totalOf, USAGE_HEADING, USAGE_WIDTH, usageColumns, usageFrom } from '../../../../src/tui/model/usage.ts';

const MB = 2 ** 20;
const sample = (cpu: number, memory: number) => [{ name: 'a', cpu_percent: cpu, memory_bytes: memory * MB }];

test('figures that have hardly changed stay, so that nothing is drawn again', () => {
  const first = usageFrom(new Map(), sample(3.4, 100));
  expect(first.get('a')).toEqual({ cpu: 3, memoryBytes: 100 * MB });
  expect(usageFrom(first, sample(4.9, 102))).toBe(first);
  expect(usageFrom(first, sample(5.2, 100)).get('a')).toEqual({ cpu: 5, memoryBytes: 100 * MB });
  expect(usageFrom(first, sample(3, 110)).get('a')?.memoryBytes).toBe(110 * MB);
});

test('of a busy service, a tenth has to change', () => {
  const first = usageFrom(new Map(), sample(90, 100));
  expect(usageFrom(first, sample(98, 100))).toBe(first);
  expect(usageFrom(first, sample(80, 100)).get('a')?.cpu).toBe(80);
});

test('what begins to work, or comes to rest, is seen at once', () => {
  const idle = usageFrom(new Map(), sample(0.3, 100));
  expect(usageFrom(idle, sample(0.9, 100))).toBe(idle);
  const busy = usageFrom(idle, sample(1, 100));
  expect(busy.get('a')?.cpu).toBe(1);
  expect(usageFrom(busy, sample(0.6, 100))).toBe(busy);
  expect(usageFrom(busy, sample(0.2, 100)).get('a')?.cpu).toBe(0);
});

test('what has ended is no longer there', () => {
  const first = usageFrom(new Map(), sample(3, 100));
  expect(usageFrom(first, []).size).toBe(0);
  expect(usageFrom(first, [{ name: 'a' }]).size).toBe(0);
});

test('columns are as wide as their heading, whatever is in them', () => {
  for (const usage of [undefined, { cpu: 0, memoryBytes: 0 }, { cpu: 999, memoryBytes: 1023 * MB }]) {
    expect(usageColumns(usage)).toHaveLength(USAGE_WIDTH);
  }
  expect(USAGE_HEADING).toHaveLength(USAGE_WIDTH);
  expect(
    totalOf(
      new Map([
        ['a', { cpu: 1, memoryBytes: 2 }],
        ['b', { cpu: 3, memoryBytes: 4 }],
      ]),
    ),
  ).toEqual({ cpu: 4, memoryBytes: 6 });
});
