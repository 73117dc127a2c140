import { expect, test } from 'vitest';
import { scenario, service } from './scenario.ts';

const FRONT = {
  listen: [{ host: null, port: 1 }],
  connectTimeoutMs: 1,
  onDemand: false,
  idleTimeoutMs: 0,
  single: false,
};

test('the stop of a background build leaves the health check of the run alone while the run answers its connections', () => {
  const world = scenario([service('a', { build: 'make', watch: {}, health: {}, front: FRONT })])
    .start('a')
    .spawned('a');
  world.ends('a', 0).spawned('a').probed('a').save('a').spawned('a');
  world.asked();
  expect(world.stop('a').asked()).toEqual(['SIGTERM a']);
  expect(world.timer('a', 'probe')).not.toBeNull();
  world.tell({ type: 'drained', name: 'a', run: 2 });
  expect([world.asked(), world.timer('a', 'probe')]).toEqual([['SIGTERM a'], null]);
});

test('a process that is spawned after everything was to end at once is killed, and again after a second', () => {
  const world = scenario([service('a')])
    .start('a')
    .shutdown(true);
  world.asked();
  expect(world.spawned('a').asked()).toEqual(['SIGKILL a']);
  expect([world.wait(999).asked(), world.wait(1).asked()]).toEqual([[], ['SIGKILL a']]);
});

test('a process that is spawned after everything was to end at once does not wait for connections', () => {
  const world = scenario([service('a', { front: FRONT })])
    .start('a')
    .shutdown(true);
  world.asked();
  expect(world.spawned('a').asked()).toEqual(['SIGKILL a']);
});
