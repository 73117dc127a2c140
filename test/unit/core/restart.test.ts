import { expect, test } from 'vitest';
import { oneshot, scenario, service, target } from './scenario.ts';

const FOLLOWS = { lifecycle: { onDependencyRestart: 'restart' } } as const;

const specs = [
  service('db'),
  oneshot('migrate', { requires: ['db'] }),
  service('api', { requires: ['migrate'], ...FOLLOWS }),
  service('web', { requires: ['api'], ...FOLLOWS }),
  service('mail', { requires: ['db'] }),
];
const up = () => scenario(specs).up('db', 'migrate', 'api', 'web', 'mail');

test('a follower stops when its dependency crashes, and comes back; oneshots and other followers pass this on', () => {
  const world = up().ends('db', 1);
  expect(world.asked()).toEqual(['SIGTERM db', 'SIGTERM web']);
  world.ends('web', 0).ends('api', 0);
  expect(world.phases()).toMatchObject({ api: 'blocked on migrate', mail: 'running' });
  // after a crash, the database must run longer before anything that requires it starts
  world.wait(1000).spawned('db').wait(1000).spawned('api').spawned('web');
  expect(world.asked()).toEqual(['SIGTERM api', 'exec db', 'exec api', 'exec web']);
});

test('a follower does the same at a restart', () => {
  const world = up().restart('db');
  expect(world.asked()).toEqual(['SIGTERM web']);
  expect(world.phase('mail')).toBe('running');
});

test('a restart of a target without requirements restarts its followers', () => {
  const world = scenario([target('all'), service('web', { requires: ['all'], ...FOLLOWS })])
    .start('web')
    .spawned('web');
  world.asked();
  expect(world.restart('all').asked()).toEqual(['SIGTERM web']);
});

test('a service that is requested again has not given up, even while it waits', () => {
  const world = scenario([service('db'), service('api', { requires: ['db'], lifecycle: { restart: 'never' } })]).up(
    'db',
    'api',
  );
  world.ends('api', 1).stop('db').ends('db', 'SIGTERM');
  expect(world.of('api').gaveUp).toBe(true);
  world.tell({ type: 'start-requested', names: ['api'], withDependencies: false });
  expect([world.phase('api'), world.of('api').gaveUp]).toEqual(['blocked on db', false]);
});

test('a service that restarts with its dependency drops its own pending restart', () => {
  const lifecycle = { restart: 'always', onDependencyRestart: 'restart', restartDelayMs: 60_000 } as const;
  const world = scenario([service('db'), service('api', { requires: ['db'], build: 'make', watch: {}, lifecycle })]);
  world.up('db').start('api').spawned('api').ends('api', 0).spawned('api').wait(30).save('api').spawned('api');
  world.exits('api', 0, 2); // beside the build of the third run
  expect(world.of('api').nextTryMs).not.toBeNull();
  world.ends('db', 'SIGKILL').ends('api', 'SIGTERM', 3).treeGone('api', 2).wait(1000).spawned('db').wait(1000);
  expect(world.of('api')).toMatchObject({ nextTryMs: null, phase: { is: 'starting' } });
  expect(world.timer('api', 'restart')).toBeNull();
});
