import { describe, expect, test } from 'vitest';
import { planReload } from '../../../src/core/reload.ts';
import type { HealthSpec, ServiceSpec } from '../../../src/core/service.ts';
import { presentSpecs } from '../../../src/core/state.ts';
import { oneshot, scenario, service, target } from './scenario.ts';

const replace = (specs: readonly ServiceSpec[]) => ({ type: 'specs-replaced', specs }) as const;

test('the plan lists the services that start, end, restart, or only change their place', () => {
  const old = [service('a'), service('b'), service('c'), service('d')];
  const next = [service('a'), service('b', { exec: 'other' }), service('c', { requires: ['a'] }), service('e')];
  expect(planReload(old, next)).toEqual({ added: ['e'], removed: ['d'], changed: ['b'], adjusted: ['c'] });
});

test('an image is only for exports, so a new image ends no run', () => {
  const next = [service('a', { image: 'node:22' })];
  expect(planReload([service('a')], next)).toMatchObject({ changed: [], adjusted: ['a'] });
});

test('added services start, removed ones stop and are forgotten, changed ones restart, and the rest is untouched', () => {
  const world = scenario([service('a'), service('b'), service('d')]).up('a', 'b', 'd');
  const before = world.of('a');
  world.tell(replace([service('a'), service('b', { exec: 'other' }), service('e')]));
  expect(world.asked()).toEqual(['SIGTERM d', 'SIGTERM b', 'exec e']);
  expect(world.of('a')).toBe(before);
  world.spawned('e').ends('d', 0).ends('b', 0);
  expect(world.asked()).toEqual(['exec b']);
  expect([...world.state.services.keys()]).toEqual(['a', 'b', 'e']);
});

test('a new dependency blocks a later start until it is ready, and ends no run', () => {
  const world = scenario([service('a'), service('b')]).up('a', 'b');
  world.stop('a').ends('a', 0);
  world.tell(replace([service('a'), service('b', { requires: ['a'] })]));
  expect(world.phase('b')).toBe('running');
  world.restart('b').ends('b', 0);
  expect(world.phase('b')).toBe('blocked on a');
});

test('a stopped service stays stopped, even if it changes', () => {
  const world = scenario([service('a')]).up('a');
  world.stop('a').ends('a', 0).asked();
  world.tell(replace([service('a', { exec: 'other' })]));
  expect(world.asked()).toEqual([]);
  expect(world.of('a').intent).toBe('down');
});

test('a service that failed for good is tried again after a change', () => {
  const world = scenario([service('a', { lifecycle: { restart: 'never' } })]).up('a');
  world.ends('a', 1).asked();
  world.tell(replace([service('a', { exec: 'better', lifecycle: { restart: 'never' } })]));
  expect(world.asked()).toEqual(['exec a']);
});

test('a finished oneshot runs again only after a change', () => {
  const specs = [oneshot('migrate'), service('api', { requires: ['migrate'] })];
  const world = scenario(specs).up('migrate', 'api');
  world.tell(replace([oneshot('migrate'), service('api', { requires: ['migrate'], description: 'x' })]));
  expect(world.asked()).toEqual([]);
  world.tell(replace([oneshot('migrate', { exec: 'more' }), service('api', { requires: ['migrate'] })]));
  expect(world.asked()).toEqual(['exec migrate']);
});

test('a reload during a shutdown changes nothing', () => {
  const world = scenario([service('a')]).up('a');
  world.shutdown();
  world.tell(replace([service('a'), service('b')]));
  expect(world.of('b')).toBeUndefined();
});

test('a removed service with a slow process can be put back', () => {
  const world = scenario([service('a'), service('b')]).up('a', 'b');
  world.tell(replace([service('b')]));
  world.tell(replace([service('a'), service('b')]));
  world.asked();
  world.ends('a', 0);
  expect(world.of('a')).toMatchObject({ leaving: false });
  expect(world.asked()).toEqual(['exec a']);
});

test('a removed service that is still being stopped is remembered by later reloads, and ended', () => {
  const world = scenario([service('a'), service('b')]).up('a', 'b');
  world.tell(replace([service('b')]));
  world.tell(replace([service('b'), service('c')]));
  expect(world.phase('a')).toBe('stopping signalled');
  expect(world.asked()).toEqual(['SIGTERM a', 'exec c']);
  expect(world.wait(10_000).asked()).toEqual(['SIGKILL a']);
  world.ends('a', 'SIGKILL');
  expect(Object.keys(world.phases())).toEqual(['b', 'c']);
});

test('a service that left something behind is added again only when that is gone', () => {
  const world = scenario([service('a')])
    .up('a')
    .exits('a', 1);
  world.tell(replace([])).tell(replace([service('a', { exec: 'other' })]));
  expect(world.phase('a')).toBe('blocked on remains');
  world.asked();
  expect(world.treeGone('a').asked()).toEqual(['exec a']);
});

test('a shutdown waits for a service that was removed two reloads ago', () => {
  const world = scenario([service('a'), service('b')]).up('a', 'b');
  world.tell(replace([service('b')])).tell(replace([service('b'), service('c')]));
  world.shutdown().ends('b', 0).spawned('c').ends('c', 0);
  expect(world.state.finished).toBe(false);
  expect(world.ends('a', 0).asked()).toContain('finish');
});

test('run numbers continue after those of a forgotten service with the same name', () => {
  const world = scenario([service('a')])
    .up('a')
    .tell(replace([]))
    .ends('a', 0);
  expect(world.of('a')).toBeUndefined();
  world.tell(replace([service('a')]));
  expect(world.of('a').live).toMatchObject({ run: 2 });
  world.spawned('a').exits('a', 1, 1);
  expect(world.phase('a')).toBe('running');
});

test('an answer about the previous port of a service is dropped', () => {
  const world = scenario([service('a', { port: 1 })]).start('a');
  world.tell(replace([service('a', { port: 2 })]));
  expect(world.asked()).toEqual(['port a', 'port a']);
  world.tell({ type: 'port-checked', name: 'a', run: 1, port: 1, holder: null });
  expect(world.asked()).toEqual([]);
  expect(world.portIs('a', 'free').asked()).toEqual(['exec a']);
});

test('a reload during a build ends that build and starts another', () => {
  const world = scenario([service('a', { build: 'make' })])
    .start('a')
    .spawned('a');
  world.tell(replace([service('a', { build: 'make all' })])).asked();
  expect(world.ends('a', 'SIGTERM').asked()).toEqual(['build a']);
});

test('a service that was built before a reload is built again', () => {
  const specs = (exec: string) => [service('a', { build: 'make', exec, requires: ['b'] }), service('b')];
  const world = scenario(specs('one')).up('b').start('a').spawned('a').stop('b').ends('b', 0);
  world.ends('a', 0).start('b').spawned('b').asked();
  world.tell(replace(specs('two')));
  expect(world.of('a').built).toBe(false);
});

test('a service that follows its dependency restarts with a changed one, unless that was down', () => {
  const api = service('api', { requires: ['db'], lifecycle: { onDependencyRestart: 'restart' } });
  const world = scenario([service('db'), api, service('web', { requires: ['db'] })]).up('db', 'api', 'web');
  world.tell(replace([service('db', { exec: 'other' }), api, service('web', { requires: ['db'] })]));
  expect(world.asked()).toEqual(['SIGTERM api']);
  expect(world.ends('api', 0).asked()).toEqual(['SIGTERM db']);
  expect(world.phase('web')).toBe('running');
});

test('a follower restarts when its dependency was a target and is a service now', () => {
  const api = service('api', { requires: ['base'], lifecycle: { onDependencyRestart: 'restart' } });
  const world = scenario([target('base'), api])
    .start('base')
    .up('api');
  world.tell(replace([service('base'), api]));
  expect(world.asked()).toEqual(['SIGTERM api', 'exec base']);
});

describe('a build for the old config does not start', () => {
  const as = (build: string) => [service('api', { build, watch: {} })];

  test('as the first part of a start', () => {
    const world = scenario(as('make')).start('api').spawned('api').exits('api', 0);
    world.tell(replace(as('make new'))).asked();
    expect(world.treeGone('api').asked()).toEqual(['build api']);
  });

  test('after the run has ended meanwhile', () => {
    const world = scenario(as('make')).start('api').spawned('api').ends('api', 0).spawned('api').save('api');
    world.spawned('api').exits('api', 0, 3).exits('api', 1, 2);
    world.tell(replace(as('make new'))).asked();
    expect(world.treeGone('api', 2).treeGone('api', 3).asked()).toEqual(['build api']);
  });
});

test('a follower of a finished oneshot runs again with it, even if the oneshot has a new dependency', () => {
  const api = service('api', { requires: ['seed'], lifecycle: { onDependencyRestart: 'restart' } });
  const db = service('db', { status: 'stop' });
  const world = scenario([db, oneshot('seed'), api]).up('seed', 'api');
  world.tell(replace([db, oneshot('seed', { requires: ['db'] }), api]));
  expect(world.asked()).toEqual([]);
  world.tell(replace([db, oneshot('seed', { requires: ['db'], exec: 'other' }), api]));
  expect(world.asked()).toEqual(['SIGTERM api']);
});

test('a run keeps the health check of its container image when the config is read again', () => {
  const container = { check: 'image', ports: [] } as never;
  const found = { ...service('x', { health: { retries: 2 } }).health } as HealthSpec;
  const world = scenario([service('db', { container })]).start('db');
  world.tell({ type: 'spawned', name: 'db', run: 1, pid: 4242, health: found });
  expect(world.phase('db')).toBe('starting probing');
  world.tell(replace([service('db', { container })])).probed('db');
  expect(world.phase('db')).toBe('running');
  expect(planReload(presentSpecs(world.state), [service('db', { container })])).toMatchObject({ adjusted: [] });
  world.tell(replace([service('db', { container, description: 'the store' })]));
  world.asked();
  expect(world.wait(found.intervalMs).asked()).toEqual(['probe db']);
  world.probed('db', 'refused').wait(found.intervalMs).probed('db', 'refused');
  expect(world.of('db').phase).toMatchObject({ is: 'running', unhealthy: { error: { text: 'refused' } } });
  world.tell(replace([service('db', { container, exec: 'another' })]));
  expect(world.of('db').spec).not.toHaveProperty('health');
});

test('a health check from the image of a container is not a change of the config; any other check is', () => {
  const container = { check: 'image', ports: [] } as never;
  const of = (specs: ServiceSpec[], next: ServiceSpec[]) => planReload(specs, next).changed;
  expect(of([service('a', { container, health: { retries: 3 } })], [service('a', { container })])).toEqual([]);
  expect(of([service('a', { health: { retries: 3 } })], [service('a')])).toEqual(['a']);
});

test('the port of a service that left the config is no longer checked', () => {
  const world = scenario([service('web', { port: 80 })])
    .start('web')
    .portIs('web', 'held');
  expect(world.timer('web', 'port')).not.toBeNull();
  expect(world.tell({ type: 'specs-replaced', specs: [] }).timer('web', 'port')).toBeNull();
});
