import { expect, test } from 'vitest';
import { mayBeNew } from '../../../../src/adapters/process/scan-linux.ts';

const at = (last: number, forks = 1000) => ({ last, forks });

test('pids that were handed out between two moments may be new, and no others', () => {
  const isNew = (pid: number) => mayBeNew(pid, at(500), at(510, 1010));
  expect([500, 501, 510, 511].map(isNew)).toEqual([false, true, true, false]);
});

test('pids begin anew at the end of their circle', () => {
  const isNew = (pid: number) => mayBeNew(pid, at(32_760), at(310, 1020));
  expect([32_760, 32_761, 2, 310, 311, 5000].map(isNew)).toEqual([false, true, true, true, false, false]);
});

test('after half a circle, every pid may be new', () => {
  expect(mayBeNew(7, at(500), at(510, 5_000_000))).toBe(true);
});
