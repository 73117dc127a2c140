import { describe, expect, test } from 'vitest';
import { scenario, service } from './scenario.ts';

describe('changed files', () => {
  test('changes without a known path restart the service too', () => {
    const world = scenario([service('a', { watch: {} })]).up('a');
    expect(world.tell({ type: 'files-changed', name: 'a', paths: [] }).asked()).toEqual(['SIGTERM a']);
  });

  test('are the reason of the next run, even after a background build, and its restarts are forgotten', () => {
    const world = scenario([service('a', { build: 'make', watch: {} })])
      .start('a')
      .spawned('a')
      .ends('a', 0)
      .spawned('a');
    world.ends('a', 1).wait(1000).spawned('a').ends('a', 0).spawned('a');
    expect(world.of('a').restarts).toBe(1);
    world.save('a');
    expect(world.of('a').restarts).toBe(0);
    world.spawned('a').ends('a', 0, world.of('a').runs);
    expect(world.of('a').trigger).toEqual({ type: 'files', paths: ['src/main'] });
  });
});

describe('a service that sleeps', () => {
  const LAZY = {
    listen: [{ host: null, port: 1 }],
    connectTimeoutMs: 1,
    onDemand: true,
    idleTimeoutMs: 0,
    single: false,
  };
  const asleep = () =>
    scenario([service('a', { front: LAZY })]).tell({
      type: 'start-requested',
      names: ['a'],
      withDependencies: true,
      lazily: true,
    });
  const connects = { type: 'connection-waiting', name: 'a' } as const;

  test('is not woken by a connection once the user has stopped it', () => {
    expect(asleep().tell(connects).asked()).toEqual(['exec a']);
    expect(asleep().stop('a').tell(connects).asked()).toEqual([]);
  });

  test('is awake after a restart', () => {
    const world = asleep().restart('a');
    expect([world.of('a').asleep, world.asked()]).toEqual([false, ['exec a']]);
  });
});
