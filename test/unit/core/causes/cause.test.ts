import { expect, test } from 'vitest';
import { aged } from '../../../../src/core/causes/aged.ts';
import { type Cause, causesIn } from '../../../../src/core/causes/cause.ts';
import { scenario, service } from '../scenario.ts';

type World = ReturnType<typeof scenario>;

const causeIn = (world: World, name = 'a') => causesIn(world.state, world.nowMs)(name) as Cause;

test('starts and stops have a step; other states do not', () => {
  const world = scenario([service('a', { health: {} })]);
  expect(causeIn(world).step).toBeNull();
  expect(causeIn(world.start('a')).step).toBe('spawning');
  expect(causeIn(world.spawned('a')).step).toBe('probing');
  expect(causeIn(world.probed('a')).step).toBeNull();
  expect(causeIn(world.stop('a')).step).toBe('signalled');
});

test('the reason why zdev ends a run is reported while it ends, and not while it runs', () => {
  const world = scenario([service('a', { health: { retries: 1, onFailure: 'restart', intervalMs: 1000 } })])
    .start('a')
    .spawned('a');
  expect(causeIn(world.probed('a')).failure).toBeNull();
  world.wait(1000).probed('a', 'refused');
  expect(world.phase('a')).toBe('stopping signalled');
  expect(causeIn(world).failure).toMatchObject({ type: 'unhealthy' });
});

test('a doubt about a check is reported while the checked run lives', () => {
  const world = scenario([service('a', { health: {} })])
    .start('a')
    .spawned('a');
  const doubt = { type: 'message', text: 'another process answers' } as const;
  const { attempt } = world.of('a').probing;
  world.tell({ type: 'probed', name: 'a', run: 1, attempt, ok: true, error: null, answered: true, doubt });
  expect(causeIn(world).doubt).toEqual(doubt);
  expect(causeIn(world.ends('a', 1)).doubt).toBeNull();
});

test('nothing blocks a stopped service', () => {
  const world = scenario([service('db'), service('a', { requires: ['db'] })]);
  expect(causeIn(world).blockers).toEqual([]);
});

test('a long start is not a run that has lasted, so earlier failures are still reported', () => {
  const world = scenario([service('a', { health: {}, lifecycle: { stabilityPeriodMs: 100 } })])
    .start('a')
    .spawned('a');
  world.ends('a', 1).wait(1000).spawned('a').wait(1000);
  expect([world.phase('a'), causeIn(world).failedRuns?.count]).toEqual(['starting probing', 1]);
});

test('the cause of a service is created once, and an unknown service has none', () => {
  const lookup = causesIn(scenario([service('a')]).state, 0);
  expect(lookup('a')).toBe(lookup('a'));
  expect(lookup('ghost')).toBeUndefined();
});

test('later in a stop, more time has passed and less is left', () => {
  const world = scenario([service('a', { lifecycle: { stopTimeoutMs: 1000 } })])
    .up('a')
    .stop('a')
    .wait(300);
  expect(aged(causeIn(world), 100).stop).toMatchObject({ sentMs: 400, killInMs: 600 });
  expect(aged(causeIn(world), 5000).stop).toMatchObject({ sentMs: 5300, killInMs: 0 });
});
