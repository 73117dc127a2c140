import { expect, test } from 'vitest';
import { exitOutcome } from '../../../src/core/exit-on.ts';
import { oneshot, scenario, service, target } from './scenario.ts';

// Behaviours that a user would notice first if they broke. No other test once checked these.

test('a target counts as started once it was up, for good', () => {
  const specs = [service('db'), target('base', { requires: ['db'] }), service('api', { after: ['base'] })];
  const world = scenario(specs).start('base', 'api');
  expect(world.phase('api')).toBe('blocked on base');
  expect(world.spawned('db').asked()).toContain('exec api');
  world.spawned('api').ends('db', 1);
  expect(world.restart('api').ends('api', 0).phase('api')).toBe('starting spawning');
});

test('a second Ctrl-C does not change the exit status of --exit-on', () => {
  const world = scenario([service('a', { lifecycle: { restart: 'never' } }), service('b')], 'any').up('a', 'b');
  world.ends('a', 3);
  expect(exitOutcome(world.state)).toEqual({ code: 3 });
  world.shutdown().shutdown(true).ends('b', 'SIGKILL');
  expect(world.state.finished).toBe(true);
  expect(exitOutcome(world.state)).toEqual({ code: 3 });
});

test('--exit-on all ends with the status of a failed service, unless the user has stopped it since', () => {
  const never = { lifecycle: { restart: 'never' } } as const;
  const failed = scenario([service('a', never), oneshot('b')], 'all')
    .up('a')
    .ends('a', 4);
  failed.start('b').spawned('b').ends('b', 0);
  expect(exitOutcome(failed.state)).toEqual({ code: 4 });
  const world = scenario([service('a', never), service('b', never)], 'all')
    .up('a', 'b')
    .ends('a', 4)
    .stop('a');
  world.ends('b', 0);
  expect(world.state.shutdown).not.toBeNull();
  expect(exitOutcome(world.state)).toEqual({ code: 0 });
});

test('a stop and a kill drop the running probe', () => {
  const health = { type: 'exec', target: 'check' } as const;
  for (const force of [false, true]) {
    const world = scenario([service('a', { health })])
      .start('a')
      .spawned('a');
    expect(world.of('a').probing.inFlight).toBe(true);
    world.shutdown(force);
    expect(world.of('a').probing.inFlight).toBe(false);
    expect(world.timer('a', 'probe')).toBeNull();
    expect(world.timer('a', 'start-deadline')).toBeNull();
  }
});

test('the SIGKILL is shown, in a stop and after a start timeout', () => {
  const world = scenario([service('a')])
    .up('a')
    .stop('a');
  expect(world.phase('a')).toBe('stopping signalled');
  expect(world.wait(10_000).phase('a')).toBe('stopping killed');
  const slow = scenario([service('a', { health: {}, lifecycle: { startTimeoutMs: 100 } })])
    .start('a')
    .spawned('a');
  expect(slow.wait(200_000).phase('a')).toBe('stopping killed');
});

test('a background build that cannot be spawned leaves the run alone, and the next change builds again', () => {
  const world = scenario([service('a', { build: 'make', watch: {} })])
    .start('a')
    .spawned('a')
    .ends('a', 0);
  world.spawned('a').asked();
  expect(world.save('a').asked()).toEqual(['build a']);
  world.spawnFails('a');
  expect(world.phase('a')).toBe('running');
  expect(world.of('a')).toMatchObject({ build: null, buildFailure: { type: 'spawn' } });
  expect(world.asked()).toEqual([]);
  expect(world.save('a').asked()).toEqual(['build a']);
  expect(world.of('a').buildFailure).toBeNull();
});

test('a restart of a stopped service restarts no other', () => {
  const never = { lifecycle: { restart: 'never' } } as const;
  const api = (requires: string[]) => service('api', { requires, lifecycle: { onDependencyRestart: 'restart' } });
  const world = scenario([service('db', never), api([])])
    .up('db', 'api')
    .ends('db', 1);
  world.tell({ type: 'specs-replaced', specs: [service('db', never), api(['db'])] }).asked();
  expect(world.restart('db').asked()).toEqual(['exec db']);
  expect(world.phase('api')).toBe('running');
});
