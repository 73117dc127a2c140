import { describe, expect, test } from 'vitest';
import { scenario, service, target } from './scenario.ts';

describe('a port', () => {
  const start = () => scenario([service('api', { port: 3000 })]).start('api');

  test('a free port does not delay the start', () => {
    const world = start();
    expect(world.asked()).toEqual(['port api']);
    expect(world.portIs('api', 'free').asked()).toEqual(['exec api']);
  });

  test('a held port blocks the start, names its holder, and is checked again', () => {
    const world = start().portIs('api', 'held');
    const holder = { pid: 77, command: 'nginx' };
    expect(world.of('api').phase).toEqual({ is: 'blocked', on: [{ type: 'port', port: 3000, holder }] });
    world.asked();
    expect(world.wait(500).asked()).toEqual(['port api']);
    expect(world.portIs('api', 'free').asked()).toEqual(['exec api']);
  });

  test('the port is checked again when the answer never comes', () => {
    const world = start();
    world.asked();
    expect(world.wait(5000).asked()).toEqual(['port api']);
  });

  test('is not looked at any more after a stop, and a late answer starts nothing', () => {
    const world = start().stop('api');
    expect(world.timer('api', 'port')).toBeNull();
    world.asked();
    expect(world.portIs('api', 'free').asked()).toEqual([]);
    expect(world.phase('api')).toBe('inactive');
    world.tell({ type: 'timer-fired', name: 'api', timer: 'port', run: 1 });
    expect(world.asked()).toEqual([]);
  });
});

test('an event that changes nothing has no effects', () => {
  const world = scenario([service('db'), service('api', { requires: ['db'] })])
    .up('db', 'api')
    .stop('db');
  const before = world.state;
  world.tell({ type: 'timer-fired', name: 'db', timer: 'restart', run: 0 });
  expect(world.asked()).toEqual(['SIGTERM api']);
  expect(world.state.services).toBe(before.services);
});

describe('everything is stopped', () => {
  test('the last in the order stops first, even if the two do not require each other', () => {
    const world = scenario([service('a'), service('b'), service('c')])
      .up('a', 'b', 'c')
      .shutdown();
    expect(world.asked()).toEqual(['SIGTERM c', 'SIGTERM b', 'SIGTERM a']);
  });

  test('a service that has ended is not retried, and has no timer', () => {
    const world = scenario([service('web'), service('job')])
      .up('web', 'job')
      .ends('job', 1);
    expect(world.timer('job', 'restart')).not.toBeNull();
    world.shutdown();
    expect([world.timer('job', 'restart'), world.of('job').nextTryMs, world.phase('job')]).toEqual([
      null,
      null,
      'failed',
    ]);
  });

  test('a running service has no next try either', () => {
    const world = scenario([service('web', { build: 'make', watch: {} })])
      .up('web')
      .ends('web', 0)
      .spawned('web');
    world.save('web').ends('web', 1, world.of('web').live?.run);
    world.shutdown();
    expect([world.timer('web', 'restart'), world.of('web').nextTryMs]).toEqual([null, null]);
  });

  test('each stopping service names the client, if the client is known', () => {
    const by = { name: 'down', pid: 7 };
    const trigger = (event: { by?: typeof by }) => {
      const world = scenario([service('web')]).up('web');
      world.tell({ type: 'shutdown-requested', force: false, ...event });
      return world.of('web').trigger;
    };
    expect([trigger({ by }), trigger({})]).toEqual([{ type: 'shutdown', by }, null]);
  });
});

describe('a target', () => {
  test('is up while it is ready, and stays the same while nothing about it changes', () => {
    const world = scenario([service('a'), target('all', { requires: ['a'] })])
      .up('a')
      .start('all');
    const all = world.of('all');
    expect(all.phase).toEqual({ is: 'running', ready: true, unhealthy: null });
    world.tell({ type: 'suspended', name: 'a', run: 1, suspended: true });
    expect(world.of('all')).toBe(all);
  });
});

test('two services that require each other by different configs do not block each other at a stop, but others block them', () => {
  const world = scenario([service('a'), service('b', { requires: ['a'] }), service('c', { requires: ['a'] })]);
  world.up('a', 'b', 'c');
  const specs = [service('a', { requires: ['b'] }), target('b'), service('c', { requires: ['a'] })];
  world.tell({ type: 'specs-replaced', specs });
  expect([world.state.graph.isCyclic, world.asked()]).toEqual([true, ['SIGTERM b']]);
  world.stop('a');
  expect([world.phase('a'), world.asked()]).toEqual(['stopping waiting', ['SIGTERM c']]);
  world.ends('c', 'SIGTERM');
  expect([world.phase('b'), world.asked()]).toEqual(['stopping signalled', ['SIGTERM a']]);
});
