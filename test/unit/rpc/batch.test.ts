import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { BATCH_MS, createBatch } from '../../../src/rpc/batch.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('many pokes are one flush, at once; the next comes no sooner than a batch later', () => {
  const flush = vi.fn();
  const batch = createBatch(flush);
  for (let i = 0; i < 100; i++) batch.poke();
  vi.advanceTimersByTime(1);
  expect(flush).toHaveBeenCalledTimes(1);
  for (let i = 0; i < 100; i++) batch.poke();
  vi.advanceTimersByTime(BATCH_MS - 3);
  expect(flush).toHaveBeenCalledTimes(1);
  vi.advanceTimersByTime(5);
  expect(flush).toHaveBeenCalledTimes(2);
  vi.advanceTimersByTime(1000);
  expect(flush).toHaveBeenCalledTimes(2);
});

test('after a pause, the first is flushed in the same turn of the event loop: no timer wakes the process', () => {
  const flush = vi.fn();
  const batch = createBatch(flush, 45);
  for (let i = 0; i < 3; i++) {
    batch.poke();
    vi.advanceTimersByTime(0);
    expect(flush).toHaveBeenCalledTimes(i + 1);
    vi.advanceTimersByTime(45);
  }
});

test('nothing is flushed after stop', () => {
  const flush = vi.fn();
  const batch = createBatch(flush);
  batch.poke();
  batch.stop();
  batch.poke();
  vi.advanceTimersByTime(1000);
  expect(flush).not.toHaveBeenCalled();
});
