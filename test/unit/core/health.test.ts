import { describe, expect, test } from 'vitest';
import { step } from '../../../src/core/step.ts';
import { scenario, service } from './scenario.ts';

const REFUSED = 'connect ECONNREFUSED 127.0.0.1:5432';

describe('until it is ready', () => {
  test('the first probe goes out at once, the next after 5 % of the time since the start', () => {
    const world = scenario([service('db', { health: {} })])
      .start('db')
      .spawned('db');
    expect(world.asked()).toEqual(['exec db', 'probe db']);
    const delays: number[] = [];
    for (const atMs of [4, 1000, 2000, 8000]) {
      world.wait(atMs - world.nowMs);
      world.probed('db', REFUSED);
      delays.push((world.timer('db', 'probe') ?? 0) - world.nowMs);
    }
    expect(delays).toEqual([2, 50, 100, 400]);
  });

  test('a dependent starts within 5 % of the time that its dependency took', () => {
    const world = scenario([service('db', { health: {} }), service('api', { requires: ['db'] })]);
    world.start('api').spawned('db');
    const reallyReadyMs = 9000;
    while (world.phase('db') !== 'running') {
      if (world.nowMs >= reallyReadyMs) world.probed('db');
      else world.probed('db', REFUSED).wait((world.timer('db', 'probe') ?? 0) - world.nowMs);
    }
    expect(world.nowMs).toBeLessThanOrEqual(reallyReadyMs * 1.06);
    expect(world.asked().at(-1)).toBe('exec api');
  });

  test('start_period_ms comes before the first probe', () => {
    const world = scenario([service('db', { health: { startPeriodMs: 300 } })])
      .start('db')
      .spawned('db');
    world.asked();
    expect(world.wait(299).asked()).toEqual([]);
    expect(world.wait(1).asked()).toEqual(['probe db']);
  });

  test('past the deadline it is killed; the reason keeps the last probe error', () => {
    const health = { intervalMs: 1000, timeoutMs: 1000, retries: 1 };
    const db = service('db', { health, lifecycle: { startTimeoutMs: 5000 } });
    const world = scenario([db]).start('db').spawned('db').probed('db', REFUSED);
    world.wait(4999).asked();
    expect(world.wait(1).asked()).toEqual(['SIGKILL db']);
    expect(world.phase('db')).toBe('stopping killed');
    expect([world.wait(999).asked(), world.wait(1).asked()], 'again after a second').toEqual([[], ['SIGKILL db']]);
    world.ends('db', 'SIGKILL');
    const failure = { type: 'start-timeout', afterMs: 5000, lastError: { type: 'no-answer', withinMs: 1000 } };
    expect(world.of('db').phase).toEqual({ is: 'failed', failure });
  });

  test('a log line has no time limit but the start deadline', () => {
    const world = scenario([service('db', { health: { type: 'log' } })])
      .start('db')
      .spawned('db');
    expect(world.timer('db', 'probe')).toBeNull();
    world.wait(10_000).probed('db');
    expect(world.phase('db')).toBe('running');
    expect(world.timer('db', 'probe')).toBeNull();
  });

  test('a probe that is never answered counts as failed', () => {
    const world = scenario([service('db', { health: { timeoutMs: 500 } })])
      .start('db')
      .spawned('db');
    world.wait(1500);
    expect(world.of('db').probing).toMatchObject({
      inFlight: false,
      failures: 1,
      lastError: { type: 'no-answer', withinMs: 500 },
    });
  });
});

describe('once ready', () => {
  const ready = (onFailure: 'report' | 'restart') =>
    scenario([service('db', { health: { intervalMs: 1000, retries: 2, onFailure } })])
      .start('db')
      .spawned('db')
      .probed('db');

  test('it is probed every interval', () => {
    const world = ready('report');
    world.asked();
    expect(world.wait(999).asked()).toEqual([]);
    expect(world.wait(1).asked()).toEqual(['probe db']);
  });

  test('failures in a row make it unhealthy; it keeps running, and one success makes it healthy again', () => {
    const world = ready('report').wait(1000).probed('db', 'HTTP 503');
    expect(world.of('db').phase).toEqual({ is: 'running', ready: true, unhealthy: null });
    world.wait(1000).probed('db', 'HTTP 503').wait(1000).probed('db', 'HTTP 500');
    expect(world.of('db').phase).toEqual({
      is: 'running',
      ready: true,
      unhealthy: { sinceMs: 2000, error: { type: 'message', text: 'HTTP 500' } },
    });
    world.asked();
    expect(world.wait(1000).probed('db').of('db').phase).toEqual({ is: 'running', ready: true, unhealthy: null });
    expect(world.asked()).toEqual(['probe db']);
  });

  test('with on_failure = "restart" it is stopped, and the reason is not overwritten by the signal', () => {
    const world = ready('restart').wait(1000).probed('db', 'HTTP 503').wait(1000);
    world.asked();
    expect(world.probed('db', 'HTTP 503').asked()).toEqual(['SIGTERM db']);
    world.wait(10_000);
    expect(world.asked()).toEqual(['SIGKILL db']);
    world.ends('db', 'SIGKILL');
    const failure = { type: 'unhealthy', attempts: 2, lastError: { type: 'message', text: 'HTTP 503' } };
    expect(world.of('db').phase).toEqual({ is: 'failed', failure });
    expect(world.of('db').nextTryMs).not.toBeNull();
  });
});

test('the answer of a failed check is kept until one passes; a check without an answer has failed too', () => {
  const world = scenario([service('api', { health: { retries: 5 } })])
    .start('api')
    .spawned('api');
  const seen = () => world.of('api').probing.lastError;
  expect(world.probed('api', 'refused') && seen()).toEqual({ type: 'message', text: 'refused' });
  world.wait(1000);
  const { attempt } = world.of('api').probing;
  world.tell({ type: 'probed', name: 'api', run: 1, attempt, ok: false, error: null, answered: true });
  expect(seen()).toEqual({ type: 'message', text: 'failed' });
  expect(world.wait(1000).probed('api') && seen()).toBeNull();
});

test('its start time does not change with its health', () => {
  const world = scenario([service('api', { health: { retries: 1, intervalMs: 1000 } })])
    .start('api')
    .spawned('api')
    .probed('api');
  const { sinceMs } = world.of('api');
  world.wait(1000).probed('api', 'refused');
  expect(world.of('api').phase).toMatchObject({ is: 'running', unhealthy: { error: { text: 'refused' } } });
  expect(world.of('api').sinceMs).toBe(sinceMs);
});

test('a start deadline has no effect once the service is ready', () => {
  const world = scenario([service('db', { health: {} })])
    .start('db')
    .spawned('db')
    .probed('db');
  world.asked();
  world.tell({ type: 'timer-fired', name: 'db', timer: 'start-deadline', run: 1 });
  expect([world.asked(), world.phase('db')]).toEqual([[], 'running']);
});

test('a check is cancelled only if one is running', () => {
  const world = scenario([service('db', { health: {} })])
    .start('db')
    .spawned('db');
  const stop = { type: 'stop-requested', names: ['db'] } as const;
  const calledOff = () => step(world.state, stop, world.nowMs).effects.some(({ type }) => type === 'cancel-probe');
  expect(calledOff()).toBe(true);
  world.probed('db');
  expect(calledOff()).toBe(false);
});

test('the interim result of a check is noted only while it runs and the service starts', () => {
  const world = scenario([service('db', { health: { intervalMs: 1000 } })])
    .start('db')
    .spawned('db');
  const note = (text: string) => {
    const { attempt } = world.of('db').probing;
    world.tell({ type: 'probe-noted', name: 'db', run: 1, attempt, error: { type: 'message', text } });
    return world.of('db').probing.lastError;
  };
  expect(note('refused')).toEqual({ type: 'message', text: 'refused' });
  world.probed('db', 'closed');
  expect(note('late')).toEqual({ type: 'message', text: 'closed' });
  world.wait(1000).probed('db').wait(1000);
  expect([world.of('db').probing.inFlight, note('while it runs')]).toEqual([true, null]);
});
