import { describe, expect, test } from 'vitest';
import { shownPaths } from '../../../src/core/trigger.ts';
import { scenario, service } from './scenario.ts';

const watching = () => service('api', { watch: {} });
const saved = (world: ReturnType<typeof scenario>, path: string) =>
  world.tell({ type: 'files-changed', name: 'api', paths: [path] });

describe('a stop has its reason', () => {
  test('the user, the dependency, the changed files', () => {
    const specs = [service('db'), service('api', { requires: ['db'], watch: {} })];
    const world = scenario(specs).up('db', 'api');
    saved(world, '/project/src/a.js');
    expect(world.of('api').trigger).toEqual({ type: 'files', paths: ['src/a.js'] });
    world.ends('api', 'SIGTERM').spawned('api').stop('db');
    expect(world.of('db').trigger).toEqual({ type: 'user', what: 'stop' });
    expect(world.of('api').trigger).toEqual({ type: 'dependency', name: 'db' });
    const again = scenario(specs).up('db', 'api').restart('api');
    expect(again.of('api').trigger).toEqual({ type: 'user', what: 'restart' });
  });
});

describe('a service that writes the files it watches', () => {
  const round = (world: ReturnType<typeof scenario>, afterMs: number, path = '/project/src/build.json') => {
    world.wait(afterMs);
    saved(world, path);
    if (world.phase('api').startsWith('stopping')) world.ends('api', 'SIGTERM').spawned('api');
    return world;
  };

  test('is restarted three times for them, and then no more; other files still restart it', () => {
    const world = scenario([watching()]).up('api');
    for (const afterMs of [400, 420, 380, 410]) round(world, afterMs);
    expect(world.of('api')).toMatchObject({ runs: 4, selfWritten: ['src/build.json'] });
    round(world, 400);
    expect(world.of('api').runs).toBe(4);
    round(world, 400, '/project/src/other.js');
    expect(world.of('api').runs).toBe(5);
  });

  test('is told from a person who saves a file again and again', () => {
    const world = scenario([watching()]).up('api');
    for (const afterMs of [400, 3000, 1500, 6000, 2500, 900]) round(world, afterMs);
    expect(world.of('api')).toMatchObject({ runs: 7, selfWritten: [] });
  });
});

test('a path in the directory of the service is told from there, any other as it is', () => {
  expect(shownPaths(['/shop/src/a.ts', '/shops/b.ts', '/etc/c'], '/shop')).toEqual([
    'src/a.ts',
    '/shops/b.ts',
    '/etc/c',
  ]);
});
