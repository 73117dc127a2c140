import { execFileSync } from 'node:child_process';
import { closeSync, constants, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import { createFlood, PIPE, TERMINAL } from '../../../../src/adapters/process/flood.ts';
import { tempDir } from '../../../helpers/temp.ts';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['hrtime', 'setTimeout', 'clearTimeout'] });
  return () => vi.useRealTimers();
});

/** A flood on a pipe, in place of a terminal: the event loop reads until `stop`, and again after `start`. */
function open({ takes = true, fd = pipe(), limits = TERMINAL } = {}) {
  const got: string[] = [];
  const calls: string[] = [];
  const flood = createFlood(fd, {
    limits,
    stop: () => calls.push('stop'),
    start: () => calls.push('start'),
    push: (chunk) => {
      got.push(chunk.toString());
      return takes;
    },
  });
  onTestFinished(() => flood.end());
  function reads(count: number, everyMs: number, bytes = 100): void {
    for (let i = 0; i < count; i++) {
      vi.advanceTimersByTime(everyMs);
      flood.saw(bytes);
    }
  }
  return { flood, got, calls, reads, write: (text: string) => writeSync(fd, text) };
}

function pipe(): number {
  const path = join(tempDir(), 'pipe');
  execFileSync('mkfifo', [path]);
  const fd = openSync(path, constants.O_RDWR | constants.O_NONBLOCK);
  onTestFinished(() => closeSync(fd));
  return fd;
}

test('many small reads begin turns: what came meanwhile is handed on at once, until nothing comes for three turns', () => {
  const { calls, got, reads, write } = open();
  reads(16, 2);
  expect(calls).toEqual(['stop']);
  write('one ');
  write('two');
  vi.advanceTimersByTime(47);
  expect(got).toEqual([]);
  vi.advanceTimersByTime(1);
  expect(got).toEqual(['one two']);
  vi.advanceTimersByTime(96);
  write('three');
  vi.advanceTimersByTime(48);
  expect(got).toEqual(['one two', 'three']);
  vi.advanceTimersByTime(143);
  expect(calls).toEqual(['stop']);
  vi.advanceTimersByTime(1);
  expect(calls).toEqual(['stop', 'start']);
  expect(vi.getTimerCount()).toBe(0);
});

test('a hundred lines a second are a flood too', () => {
  const { calls, reads } = open();
  reads(16, 10);
  expect(calls).toEqual(['stop']);
});

test('the more comes, the more often a terminal is read: half full at most, by what came last', () => {
  const { got, reads, write } = open();
  /** The next turn comes after this time and not before, and finds what was written. */
  function turnAfter(ms: number, bytes: number): void {
    const { length } = got;
    write('x'.repeat(bytes));
    vi.advanceTimersByTime(ms - 1);
    expect(got.length).toBe(length);
    vi.advanceTimersByTime(1);
    expect(got.length).toBe(length + 1);
  }
  reads(16, 2, 1500);
  turnAfter(24, 40_000);
  turnAfter(16, 10_000);
  turnAfter(48, 30_000);
  turnAfter(48, 40_000);
  turnAfter(24, 10);
  turnAfter(48, 10);
});

test('reads that are few, or more than a terminal holds, are left as they are', () => {
  const few = open();
  few.reads(100, 25);
  expect(few.calls).toEqual([]);
  const large = open();
  large.reads(100, 1, 4095);
  expect(large.calls).toEqual([]);
});

test('a turn that finds a terminal full ends the turns, and they are not tried again soon', () => {
  const { calls, got, reads, write } = open();
  reads(16, 2);
  write('x'.repeat(60_000));
  vi.advanceTimersByTime(48);
  expect(got.join('').length).toBe(60_000);
  expect(calls).toEqual(['stop', 'start']);
  reads(300, 2);
  expect(calls).toEqual(['stop', 'start']);
  reads(16, 2);
  expect(calls).toEqual(['stop', 'start', 'stop']);
});

test('a turn that is late does not end the turns, however much it finds', () => {
  const { calls, got, reads, write } = open();
  reads(16, 2);
  write('x'.repeat(60_000));
  const { hrtime } = process;
  const aSecondLater = () => {
    const [seconds, nanoseconds] = hrtime();
    return [seconds + 1, nanoseconds] as [number, number];
  };
  process.hrtime = Object.assign(aSecondLater, { bigint: hrtime.bigint });
  vi.advanceTimersByTime(48);
  process.hrtime = hrtime;
  expect([got.join('').length, calls]).toEqual([60_000, ['stop']]);
});

test('who takes no more, the end of a run and an error end the turns at once', () => {
  const full = open({ takes: false });
  full.reads(16, 2);
  full.write('more');
  vi.advanceTimersByTime(48);
  expect([full.got, full.calls]).toEqual([['more'], ['stop', 'start']]);

  const ended = open();
  ended.reads(16, 2);
  ended.flood.end();
  ended.flood.end();
  expect(ended.calls).toEqual(['stop', 'start']);

  const directory = openSync(tempDir(), 'r'); // no read of it succeeds
  onTestFinished(() => closeSync(directory));
  const broken = open({ fd: directory });
  broken.reads(16, 2);
  vi.advanceTimersByTime(48);
  expect(broken.calls).toEqual(['stop', 'start']);
  expect(vi.getTimerCount()).toBe(0);
});

test('a pipe, which may hold little, is read in turns while little comes', () => {
  const { calls, got, reads, write } = open({ limits: PIPE });
  reads(16, 2, 300);
  expect(calls).toEqual([]);
  reads(16, 2, 200);
  write('x'.repeat(2000));
  vi.advanceTimersByTime(16);
  expect([got.length, calls]).toEqual([1, ['stop']]);
  write('x'.repeat(3001));
  vi.advanceTimersByTime(48);
  expect([got.length, calls]).toEqual([2, ['stop', 'start']]);
});

test('a pipe into which nobody can write any more is left to the event loop, which sees the end', () => {
  const path = join(tempDir(), 'pipe');
  execFileSync('mkfifo', [path]);
  const fd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  onTestFinished(() => closeSync(fd));
  const { calls, got, reads } = open({ limits: PIPE, fd });
  reads(16, 2);
  vi.advanceTimersByTime(48);
  expect([got, calls]).toEqual([[], ['stop', 'start']]);
});

test('ten terminals are read by one timer', () => {
  const all = Array.from({ length: 10 }, () => open());
  for (let round = 0; round < 16; round++) {
    for (const { flood } of all) flood.saw(100);
    vi.advanceTimersByTime(1);
  }
  expect(all.map(({ calls }) => calls)).toEqual(all.map(() => ['stop']));
  expect(vi.getTimerCount()).toBe(1);
});
