import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createThrottle, MESSAGE_EVERY_MS } from '../../../src/rpc/throttle.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('many requests are one call, at once; the next call comes no sooner than its time', () => {
  const call = vi.fn();
  const throttle = createThrottle(call);
  for (let i = 0; i < 100; i++) throttle.request();
  vi.advanceTimersByTime(1);
  expect(call).toHaveBeenCalledTimes(1);
  for (let i = 0; i < 100; i++) throttle.request();
  vi.advanceTimersByTime(MESSAGE_EVERY_MS - 3);
  expect(call).toHaveBeenCalledTimes(1);
  vi.advanceTimersByTime(5);
  expect(call).toHaveBeenCalledTimes(2);
  vi.advanceTimersByTime(1000);
  expect(call).toHaveBeenCalledTimes(2);
});

test('after a pause, the first request is answered in the same turn of the event loop: no timer wakes the process', () => {
  const call = vi.fn();
  const throttle = createThrottle(call, 45);
  for (let i = 0; i < 3; i++) {
    throttle.request();
    vi.advanceTimersByTime(0);
    expect(call).toHaveBeenCalledTimes(i + 1);
    vi.advanceTimersByTime(45);
  }
});

test('nothing is called after stop', () => {
  const call = vi.fn();
  const throttle = createThrottle(call);
  throttle.request();
  throttle.stop();
  throttle.request();
  vi.advanceTimersByTime(1000);
  expect(call).not.toHaveBeenCalled();
});

test('what was done anyway counts as a call', () => {
  const call = vi.fn();
  const throttle = createThrottle(call, 45);
  throttle.done();
  throttle.request();
  vi.advanceTimersByTime(43);
  expect(call).not.toHaveBeenCalled();
  vi.advanceTimersByTime(3);
  expect(call).toHaveBeenCalledTimes(1);
});
