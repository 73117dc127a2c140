import { describe, expect, test } from 'vitest';
import { isLoop, nextRound, shownPaths } from '../../../src/core/trigger.ts';
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

  test('is restarted three times for them, and then no more, but other files still restart it', () => {
    const world = scenario([watching()]).up('api');
    for (const afterMs of [400, 420, 380, 410]) round(world, afterMs);
    expect(world.of('api')).toMatchObject({ runs: 4, selfWritten: ['src/build.json'], watchLoop: null });
    round(world, 400);
    expect(world.of('api').runs).toBe(4);
    round(world, 400, '/project/src/other.js');
    expect(world.of('api').runs).toBe(5);
  });

  test('differs from a person who saves a file again and again', () => {
    const world = scenario([watching()]).up('api');
    for (const afterMs of [400, 3000, 1500, 6000, 2500, 900]) round(world, afterMs);
    expect(world.of('api')).toMatchObject({ runs: 7, selfWritten: [] });
  });
});

test('a path in the directory of the service is shown relative to it, any other path as it is', () => {
  expect(shownPaths(['/shop/src/a.ts', '/shops/b.ts', '/etc/c'], '/shop')).toEqual([
    'src/a.ts',
    '/shops/b.ts',
    '/etc/c',
  ]);
});

describe('a change is another round of a loop', () => {
  const count = (firstMs: number, nextMs: number, paths = ['a', 'b']) =>
    nextRound(nextRound(null, ['b', 'a'], firstMs), paths, nextMs).count;

  test('if exactly the same files change, in any order', () => {
    expect([count(400, 400), count(400, 400, ['a'])]).toEqual([2, 1]);
    expect([count(400, 400, ['a', 'c']), count(400, 400, ['c', 'a'])]).toEqual([1, 1]);
  });

  test('if they change equally long after the start, within 0.3 s or a quarter', () => {
    expect([count(400, 700), count(400, 701), count(700, 400), count(701, 400)]).toEqual([2, 1, 2, 1]);
    expect([count(4000, 5000), count(4000, 5001), count(4000, 3000), count(4000, 2999)]).toEqual([2, 1, 2, 1]);
  });

  test('and more than three rounds are a loop', () => {
    expect([3, 4].map((count) => isLoop({ paths: [], afterMs: 1, count }))).toEqual([false, true]);
  });
});
