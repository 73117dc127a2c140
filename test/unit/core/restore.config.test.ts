import { expect, test } from 'vitest';
import type { ServiceSpec } from '../../../src/core/service.ts';
import { failed, live, restore, was } from './restored-world.ts';
import { oneshot, service, target } from './scenario.ts';

test('a follower restarts when its dependency has another config', () => {
  const api = service('api', { requires: ['db'], lifecycle: { onDependencyRestart: 'restart' } });
  const world = restore([service('db'), api], [was('db', { live, changed: true }), was('api', { live })]);
  expect(world.asked()).toEqual(['adopt db', 'adopt api', 'SIGTERM api']);
});

test('a service that only waited, or cannot be adopted, starts', () => {
  const world = restore([service('web'), target('all', { requires: ['web'] })], [was('web'), was('all', { runs: 0 })]);
  expect(world.asked()).toEqual(['exec web']);
  expect(world.spawned('web').phases()).toEqual({ web: 'running', all: 'running' });
});

test('a run whose spec has changed ends and starts again', () => {
  const world = restore([service('web')], [was('web', { live, changed: true, restarts: 5 })]);
  expect(world.asked()).toEqual(['adopt web', 'SIGTERM web']);
  expect(world.ends('web', 'SIGTERM').asked()).toEqual(['exec web']);
  expect(world.of('web').restarts).toBe(0);
  const ended = restore([service('web')], [was('web', { ended: failed, gaveUp: true, changed: true })]);
  expect(ended.asked()).toEqual(['exec web']);
});

test('a stop that was under way continues', () => {
  const world = restore(
    [service('web'), service('api')],
    [was('web', { intent: 'down', live }), was('api', { live: { ...live, stopRequested: true } })],
  );
  expect(world.asked().toSorted()).toEqual(['SIGTERM api', 'SIGTERM web', 'adopt api', 'adopt web']);
  world.ends('web', 0).ends('api', 0);
  expect(world.phases()).toEqual({ web: 'exited', api: 'starting spawning' });
});

test('a service that left the config is stopped and forgotten', () => {
  const world = restore(
    [service('web')],
    [was('old', { live, removed: service('old', { lifecycle: { stopSignal: 'SIGINT' } }) }), was('web', { live })],
  );
  expect(world.asked().toSorted()).toEqual(['SIGINT old', 'adopt old', 'adopt web']);
  world.ends('old', 0);
  expect(Object.keys(world.phases())).toEqual(['web']);
});

test('a follower restarts when its dependency could not be adopted', () => {
  const follower = service('api', { requires: ['db'], lifecycle: { onDependencyRestart: 'restart' } });
  const specs = [service('db'), follower, service('web', { requires: ['db'] }), service('new')];
  const world = restore(specs, [was('db'), was('api', { live }), was('web', { live })]);
  expect(world.asked()).toEqual(['adopt api', 'adopt web', 'SIGTERM api', 'exec db', 'exec new']);
  const stays = restore(specs, [
    was('db', { live }),
    was('api', { live }),
    was('web', { live }),
    was('new', { runs: 0 }),
  ]);
  expect(stays.asked()).toEqual(['adopt db', 'adopt api', 'adopt web', 'exec new']);
});

test('a follower restarts when its dependency was a target and is a service now', () => {
  const follower = service('api', { requires: ['db'], lifecycle: { onDependencyRestart: 'restart' } });
  const world = restore([service('db'), follower], [was('db', { runs: 0, changed: true }), was('api', { live })]);
  expect(world.asked()).toEqual(['adopt api', 'SIGTERM api', 'exec db']);
});

test('a follower restarts when its dependency was being restarted', () => {
  const follower = service('api', { requires: ['db'], lifecycle: { onDependencyRestart: 'restart' } });
  const stopRequested = was('db', { live: { ...live, stopRequested: true } });
  const world = restore([service('db'), follower], [stopRequested, was('api', { live })]);
  expect(world.asked()).toEqual(['adopt db', 'adopt api', 'SIGTERM api']);
  expect(world.ends('api', 0).asked()).toEqual(['SIGTERM db']);
});

test('an up that ends with its services starts with all its retries', () => {
  const web = service('web', { lifecycle: { maxRestarts: 2 } });
  const world = restore([web], [was('web', { ended: failed, gaveUp: true, restarts: 2, backoffMs: 8000 })], 'failure');
  expect(world.asked()).toEqual(['exec web']);
  expect(world.of('web')).toMatchObject({ restarts: 0, backoffMs: 1000 });
});

test('a new service starts if its status says so', () => {
  const world = restore([service('web'), service('new'), service('tool', { status: 'stop' })], [was('web', { live })]);
  expect(world.asked()).toEqual(['adopt web', 'exec new']);
});

test('an up that ends with its services tries failed ones again', () => {
  const done = was('migrate', { ended: { is: 'exited', code: 0 } });
  const specs = [service('web'), oneshot('migrate')];
  const world = restore(specs, [was('web', { ended: failed, gaveUp: true }), done], 'any');
  expect(world.asked()).toEqual(['exec web']);
  expect(world.state.shutdown).toBeNull();
});

test('an adopted run stops in the usual order', () => {
  const specs = [service('db'), service('api', { requires: ['db'] })];
  const world = restore(specs, [was('db', { live }), was('api', { live })]);
  world.asked();
  expect(world.shutdown().asked()).toEqual(['SIGTERM api']);
  expect(world.ends('api', 0).asked()).toEqual(['SIGTERM db']);
  expect(world.ends('db', 0).asked()).toEqual(['finish']);
});

test.each([
  { changed: true },
  { live: { ...live, stopRequested: true } },
])('a oneshot that was to run again (%o) has not done its work if it ended before the stop', (how) => {
  const world = restore([oneshot('migrate')], [was('migrate', { live, ...how })]);
  world.ends('migrate', 0);
  expect(world.asked()).toContain('exec migrate');
});

test('a service of an earlier config is known only as long as its run, unless the config has it again', () => {
  const of = (specs: readonly ServiceSpec[], past: object) => [
    ...restore(specs, [was('old', past)]).state.services.values(),
  ];
  const removed = service('old');
  expect(of([], { live, removed })).toMatchObject([{ leaving: true }]);
  expect(of([], { live: null, removed })).toEqual([]);
  expect(of([], { live: null })).toEqual([]);
  expect(of([removed], { live, removed })).toMatchObject([{ leaving: false, intent: 'up' }]);
});
