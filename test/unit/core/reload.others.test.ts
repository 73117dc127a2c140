import { describe, expect, test } from 'vitest';
import { planReload } from '../../../src/core/reload.ts';
import type { ServiceSpec } from '../../../src/core/service.ts';
import { step } from '../../../src/core/step.ts';
import { oneshot, scenario, service, target } from './scenario.ts';

const replace = (...specs: readonly ServiceSpec[]) => ({ type: 'specs-replaced', specs }) as const;
const FOLLOWS = { lifecycle: { onDependencyRestart: 'restart' } } as const;

describe('services that follow the restarts of a changed one', () => {
  const api = service('api', { requires: ['db'], ...FOLLOWS });

  test('restart if that one was ready or had done its work', () => {
    const ready = scenario([service('db'), api])
      .up('db', 'api')
      .tell(replace(service('db', { exec: 'other' }), api));
    expect(ready.asked()).toEqual(['SIGTERM api']);
    const done = scenario([oneshot('db'), api])
      .up('db', 'api')
      .tell(replace(oneshot('db', { exec: 'other' }), api));
    expect(done.asked()).toEqual(['SIGTERM api', 'exec db']);
  });

  test('keep running if the changed one was not up', () => {
    const world = scenario([service('db'), service('api', FOLLOWS)])
      .up('db', 'api')
      .ends('db', 1);
    world.asked();
    // It requires the other service from now on, and already runs.
    world.tell(replace(service('db', { exec: 'other' }), api));
    expect(world.asked()).toEqual(['exec db']);
  });
});

describe('a removed service', () => {
  test('has no timer left, and zdev no longer waits for what it lacked', () => {
    const world = scenario([service('a'), service('b')])
      .up('a', 'b')
      .ends('a', 1);
    expect(world.timer('a', 'restart')).not.toBeNull();
    const lacks = { trouble: null, error: [], cannotStart: true, awaited: ['/x'] } as never;
    world.tell({ type: 'diagnosed', name: 'a', run: 1, diagnosis: lacks });
    const { effects } = step(world.state, replace(), world.nowMs);
    expect(effects.filter(({ type }) => type === 'cancel-mending')).toEqual([{ type: 'cancel-mending', name: 'a' }]);
    expect(effects).toContainEqual({ type: 'disarm', name: 'a', timer: 'restart' });
  });

  test('that waited for the leftovers of its last run no longer waits', () => {
    const world = scenario([service('a', { lifecycle: { restart: 'never' } })])
      .up('a')
      .exits('a', 1)
      .start('a');
    expect(world.phase('a')).toBe('blocked on remains');
    expect(world.tell(replace()).phase('a')).toBe('inactive');
    expect(world.treeGone('a', 1).state.services.size).toBe(0);
  });
});

describe('a changed service', () => {
  test('is built again', () => {
    const spec = (exec: string) => service('a', { build: 'make', exec });
    const world = scenario([spec('one')])
      .start('a')
      .spawned('a')
      .ends('a', 0)
      .spawned('a')
      .tell(replace(spec('two')));
    world.asked();
    expect(world.ends('a', 'SIGTERM').asked()).toEqual(['build a']);
  });

  test('that waits for another service instead of its port has no timer for the port', () => {
    const world = scenario([service('db'), service('a', { port: 1 })])
      .start('a')
      .portIs('a', 'held');
    world.tell(replace(service('db'), service('a', { port: 2, requires: ['db'] })));
    expect([world.phase('a'), world.timer('a', 'port')]).toEqual(['blocked on db', null]);
  });

  test('that changes its kind counts as started only afterwards, and later services wait', () => {
    const world = scenario([service('b')])
      .up('b')
      .tell(replace(target('b'), service('c', { after: ['b'] })));
    expect([world.phase('b'), world.phase('c')]).toEqual(['stopping signalled', 'blocked on b']);
    world.ends('b', 'SIGTERM');
    expect([world.phase('b'), world.phase('c')]).toEqual(['running', 'starting spawning']);
  });
});

test('a container with the health check of its image: the check is not part of the config', () => {
  const spec = (check: string, health = {}) => service('a', { container: { check, ports: [] } as never, ...health });
  const changed = (check: string) => planReload([spec(check, { health: { retries: 3 } })], [spec(check)]).changed;
  expect([changed('image'), changed('file')]).toEqual([[], ['a']]);
});
