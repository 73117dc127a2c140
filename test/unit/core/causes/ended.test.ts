import { expect, test } from 'vitest';
import { neverStarted, waitedIn } from '../../../../src/core/causes/ended.ts';
import { oneshot, scenario, service, target } from '../scenario.ts';

test('held back is a service whose start waits: no target, and no oneshot that is done', () => {
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

test('of what was never started, a circle is followed once round, and a name that no service has is passed over', () => {
  const world = scenario([
    service('a', { requires: ['ghost', 'b'] }),
    service('b', { requires: ['a'] }),
    service('web', { requires: ['a'] }),
  ]);
  world.tell({ type: 'start-requested', names: ['web'], withDependencies: false }).shutdown();
  expect([...neverStarted(world.state)]).toEqual([['b', ['web']]]);
});
