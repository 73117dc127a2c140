import { expect, test } from 'vitest';
import { totalOf, USAGE_HEADING, USAGE_WIDTH, usageColumns, usageFrom } from '../../../../src/tui/model/usage.ts';

const MB = 2 ** 20;
const sample = (cpu: number, memory: number) => [{ name: 'a', cpu_percent: cpu, memory_bytes: memory * MB }];

test('figures that have hardly changed stay, so that nothing is drawn anew', () => {
  const first = usageFrom(new Map(), sample(3.4, 100));
  expect(first.get('a')).toEqual({ cpu: 3, memoryBytes: 100 * MB });
  expect(usageFrom(first, sample(3.9, 102))).toBe(first);
  expect(usageFrom(first, sample(4.2, 100)).get('a')).toEqual({ cpu: 4, memoryBytes: 100 * MB });
  expect(usageFrom(first, sample(3, 110)).get('a')?.memoryBytes).toBe(110 * MB);
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
