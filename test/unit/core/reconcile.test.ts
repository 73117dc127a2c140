import { describe, expect, test } from 'vitest';
import { scenario, service } from './scenario.ts';

describe('a port', () => {
  const start = () => scenario([service('api', { port: 3000 })]).start('api');

  test('that is free is no obstacle', () => {
    const world = start();
    expect(world.asked()).toEqual(['port api']);
    expect(world.portIs('api', 'free').asked()).toEqual(['exec api']);
  });

  test('that somebody else holds blocks, says who, and is looked at again', () => {
    const world = start().portIs('api', 'held');
    const holder = { pid: 77, command: 'nginx' };
    expect(world.of('api').phase).toEqual({ is: 'blocked', on: [{ type: 'port', port: 3000, holder }] });
    world.asked();
    expect(world.wait(500).asked()).toEqual(['port api']);
    expect(world.portIs('api', 'free').asked()).toEqual(['exec api']);
  });

  test('is looked at again when the answer never comes', () => {
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
  });
});

test('nothing is repeated: an event that changes nothing asks for nothing', () => {
  const world = scenario([service('db'), service('api', { requires: ['db'] })])
    .up('db', 'api')
    .stop('db');
  const before = world.state;
  world.tell({ type: 'timer-fired', name: 'db', timer: 'restart', run: 0 });
  expect(world.asked()).toEqual(['SIGTERM api']);
  expect(world.state.services).toBe(before.services);
});
