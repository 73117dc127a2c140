import { expect, test } from 'vitest';
import { psTimeMs } from '../../../../src/adapters/process/scan-ps.ts';
import type { Member } from '../../../../src/adapters/process/table.ts';
import { parse } from '../../../../src/adapters/process/table-ps.ts';
import { createUsage, listTree } from '../../../../src/adapters/process/usage.ts';

function member(values: Partial<Member>): Member {
  return { pid: 7, ppid: 1, pgid: 7, state: 'S', memoryBytes: 1000, cpuMs: 0, ageMs: 0, ...values };
}

test('the first look counts from the start of the run, a look two seconds later from the first one', () => {
  let nowMs = 50_000;
  const usage = createUsage(() => nowMs);
  const leader = member({ ageMs: 10_000, cpuMs: 500 });
  expect(usage.of(7, [leader])).toEqual({ memoryBytes: 1000, cpuPercent: 5 });
  nowMs += 2000;
  expect(usage.of(7, [member({ ageMs: 12_000, cpuMs: 1400 }), member({ pid: 8, cpuMs: 100 })])).toEqual({
    memoryBytes: 2000,
    cpuPercent: 50,
  });
});

test('no look covers less than two seconds: the system counts in steps that are too coarse for it', () => {
  let nowMs = 50_000;
  const usage = createUsage(() => nowMs);
  const lookAfter = (ms: number, cpuMs: number) => {
    nowMs += ms;
    return usage.of(7, [member({ ageMs: nowMs - 40_000, cpuMs })]).cpuPercent;
  };
  expect(lookAfter(0, 500)).toBe(5);
  expect(lookAfter(500, 500)).toBeCloseTo(500 / 105);
  expect(lookAfter(1500, 600)).toBe(5);
  // Half a second without a step that was counted: still from two seconds and a half ago.
  expect(lookAfter(500, 600)).toBe(4);
  expect(lookAfter(1500, 620)).toBe(1);
});

test('time that ended with a process is not negative, and another run begins anew', () => {
  let nowMs = 50_000;
  const usage = createUsage(() => nowMs);
  usage.of(7, [member({ ageMs: 10_000, cpuMs: 500 })]);
  nowMs += 2000;
  expect(usage.of(7, [member({ ageMs: 12_000, cpuMs: 100 })]).cpuPercent).toBe(0);
  usage.forget(7);
  expect(usage.of(7, [member({ ageMs: 200, cpuMs: 100 })]).cpuPercent).toBeCloseTo(50);
  expect(usage.of(9, []).cpuPercent).toBe(0);
});

test('a tree has its leader first, then parents before children, then orphans', async () => {
  const members = [
    [9, 8],
    [8, 7],
    [12, 1],
    [7, 1],
  ].map(([pid, ppid]) => member({ pid: pid!, ppid: ppid! }));
  expect((await listTree(7, members)).map(({ pid }) => pid)).toEqual([7, 8, 9, 12]);
});

test('lines of ps', () => {
  const line = '  501   1   501 Ss     2048   1:02.50    01-00:00:10 node server.js A=1 ZDEV_RUN=p/s/web/1 B=2';
  expect(parse(line)).toEqual([
    {
      pid: 501,
      ppid: 1,
      pgid: 501,
      state: 'S',
      memoryBytes: 2048 * 1024,
      cpuMs: 62_500,
      ageMs: 86_410_000,
      marker: 'p/s/web/1',
    },
  ]);
  expect(parse('  501   1   501 S  2048   0:00.00    00:01 node server.js')[0]?.marker).toBe(null);
  expect(parse('  501   1   501 Z  0   0:00.00    00:01 (node)')).toEqual([]);
  expect(psTimeMs('2:03:04')).toBe(7_384_000);
});
