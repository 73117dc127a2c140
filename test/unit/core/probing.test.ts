import { describe, expect, test } from 'vitest';
import { nextProbeDelayMs, probeOverdueMs, startDeadlineMs } from '../../../src/core/probing.ts';
import { DEFAULT_HEALTH } from '../../../src/core/service.ts';
import { service } from './scenario.ts';

const health = { ...DEFAULT_HEALTH, type: 'tcp', target: 'localhost:1' } as const;

describe('nextProbeDelayMs', () => {
  test.each([
    ['5 % of the time since the start', health, 2000, false, 100],
    ['a whole number', health, 1001, false, 50],
    ['at least 10 ms', health, 50, false, 10],
    ['1 ms at first', health, 1.2, false, 1],
    ['2 ms from 2.5 ms on', health, 2.5, false, 2],
    ['2 ms after 3', health, 3, false, 2],
    ['3 ms from 4.5 ms on', health, 4.5, false, 3],
    ['at most 3 ms until 50 ms have passed', health, 49, false, 3],
    ['5 ms while nothing answers HTTP', { ...health, type: 'http' as const }, 20, false, 5],
    ['at least 50 ms after an HTTP answer', { ...health, type: 'http' as const }, 20, true, 50],
    ['10 ms if nothing has answered HTTP for 50 ms', { ...health, type: 'http' as const }, 60, false, 10],
    ['at least 100 ms for exec', { ...health, type: 'exec' as const }, 20, true, 100],
    ['at most the interval', { ...health, intervalMs: 500 }, 100_000, false, 500],
    ['the interval even below the minimum', { ...health, type: 'exec' as const, intervalMs: 30 }, 20, true, 30],
  ])('%s', (_, health, sinceStartMs, answered, delayMs) => {
    expect(nextProbeDelayMs({ health, sinceStartMs, answered })).toBe(delayMs);
  });
});

describe('startDeadlineMs', () => {
  test('is start_timeout_ms without a health check', () => {
    expect(startDeadlineMs(service('api', { lifecycle: { startTimeoutMs: 7000 } }))).toBe(7000);
  });

  test('is the limit of the health check, if that is longer', () => {
    const check = { startPeriodMs: 1000, retries: 3, intervalMs: 10_000, timeoutMs: 5000 };
    expect(startDeadlineMs(service('api', { health: check }))).toBe(46_000);
    expect(startDeadlineMs(service('api', { health: { ...check, retries: 1 } }))).toBe(30_000);
  });

  test('is the default if start_timeout_ms is 0', () => {
    expect(startDeadlineMs(service('api', { lifecycle: { startTimeoutMs: 0 } }))).toBe(30_000);
  });
});

test('a probe is overdue a second after its timeout', () => {
  expect(probeOverdueMs({ ...health, timeoutMs: 200 })).toBe(1200);
});
