import { describe, expect, test } from 'vitest';
import { decideRestart } from '../../../src/core/backoff.ts';
import { DEFAULT_LIFECYCLE } from '../../../src/core/service.ts';
import { scenario, service } from './scenario.ts';

const lifecycle = { ...DEFAULT_LIFECYCLE, restartDelayMs: 1000, restartDelayMaxMs: 5000, stabilityPeriodMs: 30_000 };

describe('decideRestart', () => {
  const run = { lifecycle, failed: true, lastedMs: 10, restarts: 0, backoffMs: 1000 };

  test.each([
    ['never', true, { restart: false, gaveUp: true }],
    ['never', false, { restart: false, gaveUp: false }],
    ['on-failure', false, { restart: false, gaveUp: false }],
  ] as const)('%s, failed: %s', (restart, failed, decision) => {
    expect(decideRestart({ ...run, failed, lifecycle: { ...lifecycle, restart } })).toEqual(decision);
  });

  test('always restarts after an exit with 0', () => {
    const decision = decideRestart({ ...run, failed: false, lifecycle: { ...lifecycle, restart: 'always' } });
    expect(decision).toMatchObject({ restart: true, delayMs: 1000 });
  });

  test('the delay doubles up to its limit', () => {
    const delays: number[] = [];
    let { restarts, backoffMs } = run;
    for (let i = 0; i < 5; i++) {
      const decision = decideRestart({ ...run, restarts, backoffMs });
      if (!decision.restart) throw new Error('gave up');
      delays.push(decision.delayMs);
      ({ restarts, backoffMs } = decision);
    }
    expect(delays).toEqual([1000, 2000, 4000, 5000, 5000]);
  });

  test('gives up after max_restarts; with 0, never', () => {
    expect(decideRestart({ ...run, restarts: 10 })).toEqual({ restart: false, gaveUp: true });
    const unlimited = { ...lifecycle, maxRestarts: 0 };
    expect(decideRestart({ ...run, restarts: 1000, lifecycle: unlimited })).toMatchObject({ restart: true });
  });

  test('after a run of exactly the stability period, the next one follows at once and the back-off is reset', () => {
    const decision = decideRestart({ ...run, lastedMs: 30_000, restarts: 10, backoffMs: 5000 });
    expect(decision).toEqual({ restart: true, delayMs: 0, restarts: 1, backoffMs: 1000 });
    expect(decideRestart({ ...run, lastedMs: 29_999, backoffMs: 4000 })).toMatchObject({ delayMs: 4000 });
  });
});

describe('a service that crashes again and again', () => {
  const crash = (world: ReturnType<typeof scenario>) => {
    const beforeMs = world.nowMs;
    world.ends('api', 1);
    const dueMs = world.of('api').nextTryMs;
    if (dueMs === null) return 'gave up';
    world.wait(dueMs - beforeMs).spawned('api');
    return dueMs - beforeMs;
  };

  test('waits 1, 2, 4 … seconds and then gives up', () => {
    const world = scenario([service('api', { lifecycle: { maxRestarts: 3 } })]).up('api');
    expect([crash(world), crash(world), crash(world), crash(world)]).toEqual([1000, 2000, 4000, 'gave up']);
    expect(world.of('api')).toMatchObject({ gaveUp: true, phase: { is: 'failed' } });
    expect(world.wait(1e6).phase('api')).toBe('failed');
  });

  test('restarts at once after a stable run, and then waits from the start', () => {
    const world = scenario([service('api')]).up('api');
    expect([crash(world), crash(world)]).toEqual([1000, 2000]);
    world.wait(30_000);
    expect([crash(world), crash(world), crash(world)]).toEqual([0, 1000, 2000]);
  });

  test.each(['start', 'restart', 'save'] as const)('a %s resets the back-off and starts at once', (command) => {
    const world = scenario([service('api', { watch: {} })]).up('api');
    crash(world);
    crash(world);
    world.ends('api', 1).asked();
    expect(world[command]('api').asked()).toEqual(['exec api']);
    world.spawned('api');
    expect(crash(world)).toBe(1000);
  });

  test('the stop of a stable run resets the back-off as well', () => {
    const db = service('db');
    const api = service('api', { requires: ['db'], lifecycle: { onDependencyRestart: 'restart' } });
    const world = scenario([db, api]).up('db', 'api');
    crash(world);
    world.wait(60_000).restart('db').ends('api', 'SIGTERM').ends('db', 'SIGTERM').spawned('db').spawned('api');
    expect(crash(world)).toBe(1000);
  });
});
