import { expect, test } from 'vitest';
import { TimeMarks } from '../../../../src/adapters/log/time-marks.ts';

test('knows when bytes came', () => {
  const times = new TimeMarks();
  expect(times.at(5).atMs).toBe(0);
  times.add({ offset: 0, atMs: 1000, order: 0 }, 0);
  times.add({ offset: 100, atMs: 1003, order: 0 }, 0);
  times.add({ offset: 200, atMs: 2000, order: 0 }, 0);
  expect([0, 100, 199, 200, 5000].map((offset) => times.at(offset).atMs)).toEqual([1000, 1000, 1000, 2000, 2000]);
});

test('becomes coarser instead of bigger, and follows a clock that was set back', () => {
  const times = new TimeMarks();
  for (let i = 0; i < 100_000; i++) times.add({ offset: i * 10, atMs: i * 20, order: 0 }, 0);
  for (const offset of [10, 500_000, 999_990]) expect(Math.abs(times.at(offset).atMs - offset * 2)).toBeLessThan(4000);
  times.add({ offset: 2_000_000, atMs: 5, order: 0 }, 0);
  expect(times.at(2_000_000).atMs).toBe(5);
});

test('stays exact when only the end is asked for', () => {
  const times = new TimeMarks();
  for (let i = 0; i < 100_000; i++) times.add({ offset: i * 10, atMs: i * 20, order: 0 }, i * 10 - 1000);
  for (let i = 99_900; i < 100_000; i++) expect(times.at(i * 10).atMs).toBe(i * 20);
});

test('knows where the next mark is', () => {
  const times = new TimeMarks();
  for (const offset of [0, 100, 200]) times.add({ offset, atMs: offset * 1000, order: 0 }, 0);
  expect([0, 99, 100, 200].map((offset) => times.nextAfter(offset))).toEqual([100, 100, 200, Number.POSITIVE_INFINITY]);
});
