import { expect, test } from 'vitest';
import { neverStarted, waitedIn } from '../../../../src/core/causes/ended.ts';
import { oneshot, scenario, service, target } from '../scenario.ts';

test('blocked means that a start waits, which a target or a finished oneshot does not', () => {
  const specs = [
    service('db', { lifecycle: { restart: 'on-failure' } }),
    oneshot('migrate', { requires: ['db'] }),
    service('api', { requires: ['migrate'] }),
    target('all', { requires: ['api'] }),
  ];
  const world = scenario(specs).up('db', 'migrate').ends('db', 0);
  world.tell({ type: 'start-requested', names: ['api', 'all'], withDependencies: false });
  expect(world.phases()).toMatchObject({ migrate: 'exited', api: 'blocked on migrate', all: 'blocked on api' });
  expect([...waitedIn(world.state, world.nowMs)]).toEqual([['db', ['api']]]);
});

test('a service that never started waits for the last name in its chain; circles end, and unknown names are skipped', () => {
  const world = scenario([
    service('a', { requires: ['ghost', 'b'] }),
    service('b', { requires: ['a'] }),
    service('web', { requires: ['a'] }),
  ]);
  world.tell({ type: 'start-requested', names: ['web'], withDependencies: false }).shutdown();
  expect([...neverStarted(world.state)]).toEqual([['b', ['web']]]);
});
