import { describe, expect, test } from 'vitest';
import { oneshot, scenario, service } from './scenario.ts';

describe('a new run', () => {
  test('has a new health check, without the tries and results of the run before', () => {
    const world = scenario([service('db', { health: {} })])
      .start('db')
      .spawned('db');
    world.probed('db', 'refused').wait(100).probed('db', 'refused').ends('db', 1).wait(1000);
    expect(world.of('db').probing).toEqual({ attempt: 0, inFlight: false, failures: 0, lastError: null, doubt: null });
    expect(world.spawned('db').of('db').probing).toMatchObject({ attempt: 1, failures: 0, lastError: null });
  });

  test('exists once, and not after its exit', () => {
    const there = (pid: number) => ({ type: 'spawned', name: 'a', run: 1, pid }) as const;
    const world = scenario([service('a')])
      .start('a')
      .tell(there(7))
      .tell(there(8));
    expect(world.of('a').live?.pid).toBe(7);
    const late = scenario([service('a')])
      .start('a')
      .exits('a', 1)
      .tell(there(7));
    expect([late.phase('a'), late.of('a').live?.pid]).toEqual(['failed', null]);
  });

  test('has the environment of its start, which a build or a run that will be replaced does not change', () => {
    const born = (run: number) => ({ type: 'spawned', name: 'a', run, pid: 7, env: { KEY: 'new' } }) as const;
    const world = scenario([service('a', { build: 'make' })])
      .start('a')
      .tell(born(1))
      .ends('a', 0);
    expect(world.of('a').spec).toMatchObject({ env: {} });
    world.restart('a').tell(born(2));
    expect(world.of('a').spec).toMatchObject({ env: {} });
    world.ends('a', 'SIGTERM').tell(born(3)).ends('a', 0).tell(born(4));
    expect(world.of('a').spec).toMatchObject({ env: { KEY: 'new' } });
  });
});

describe('a background build that cannot be spawned', () => {
  const up = (options = {}) =>
    scenario([service('a', { build: 'make', watch: {}, ...options })])
      .start('a')
      .spawned('a')
      .ends('a', 0)
      .spawned('a');

  test('is repeated if the files have changed meanwhile', () => {
    const world = up().save('a').save('a');
    world.asked();
    expect(world.spawnFails('a').asked()).toEqual(['build a']);
  });

  test('leaves the run its own time to stop', () => {
    const container = { check: 'file', ports: [] } as never;
    const world = up({ container, lifecycle: { stopTimeoutMs: 1000 } })
      .wait(5000)
      .save('a')
      .stop('a');
    expect(world.asked().slice(-2)).toEqual(['SIGTERM a', 'SIGTERM a']);
    world.wait(400).spawnFails('a');
    expect([world.phase('a'), world.wait(599).asked(), world.wait(1).asked()]).toEqual([
      'stopping signalled',
      [],
      ['SIGKILL a'],
    ]);
  });
});

describe('the result of a run', () => {
  test('includes its leftovers in the exit, if there are any', () => {
    const exit = (left?: readonly { pid: number; command: string }[]) => {
      const world = scenario([service('a')]).up('a');
      return world.tell({ type: 'exited', name: 'a', run: 1, code: 0, signal: null, ...(left && { left }) } as never);
    };
    const left = [{ pid: 9, command: 'worker' }];
    expect(exit(left).of('a').lastExit).toEqual({ run: 1, code: 0, signal: null, left });
    expect(Object.keys(exit([]).of('a').lastExit ?? {})).toEqual(['run', 'code', 'signal']);
    expect(Object.keys(exit().of('a').lastExit ?? {})).toEqual(['run', 'code', 'signal']);
  });

  test('forgets the failures once it has done its work', () => {
    const world = scenario([oneshot('job', { lifecycle: { restart: 'on-failure' } })])
      .start('job')
      .spawned('job');
    world.ends('job', 1).wait(1000);
    expect(world.of('job').failedRuns?.count).toBe(1);
    expect(world.spawned('job').ends('job', 0).of('job').failedRuns).toBeNull();
  });

  test('forgets the failures exactly at the end of its stability period, whenever it began', () => {
    const failures = (lastedMs: number) => {
      const world = scenario([service('a', { lifecycle: { stabilityPeriodMs: 5000 } })])
        .wait(60_000)
        .up('a');
      world.ends('a', 1).wait(1000).spawned('a').wait(lastedMs).ends('a', 1);
      return world.of('a').failedRuns?.count;
    };
    expect([failures(4999), failures(5000)]).toEqual([2, 1]);
  });

  test('resets the back-off at a stop, if the run had lasted', () => {
    const restarts = (lastedMs: number) => {
      const lifecycle = { stabilityPeriodMs: 5000, onDependencyRestart: 'restart' } as const;
      const world = scenario([service('db'), service('a', { requires: ['db'], lifecycle })])
        .wait(60_000)
        .up('db', 'a');
      world.ends('a', 1).wait(1000).spawned('a').wait(lastedMs).restart('db').ends('a', 'SIGTERM');
      return [world.of('a').restarts, world.of('a').failedRuns?.count];
    };
    expect([restarts(4999), restarts(5000)]).toEqual([
      [1, 1],
      [0, undefined],
    ]);
  });
});

test('files that change during the first build cause exactly one more build', () => {
  const world = scenario([service('a', { build: 'make', watch: {} })])
    .start('a')
    .spawned('a')
    .save('a');
  world.ends('a', 0);
  expect([world.phase('a'), world.spawned('a').ends('a', 0).phase('a')]).toEqual([
    'starting building',
    'starting spawning',
  ]);
});

test('files that change while the leftovers of the first build end cause exactly one more build', () => {
  const world = scenario([service('a', { build: 'make', watch: {} })])
    .start('a')
    .spawned('a');
  world.exits('a', 0).save('a').treeGone('a');
  expect([world.phase('a'), world.spawned('a').ends('a', 0).phase('a')]).toEqual([
    'starting building',
    'starting spawning',
  ]);
});

test('a run that has ended awaits no input, even if the prompt is reported late', () => {
  const world = scenario([service('a')])
    .up('a')
    .exits('a', 0);
  world.tell({ type: 'input-awaited', name: 'a', run: 1, prompt: { text: 'name?', terminal: true } });
  expect(world.of('a').live).not.toHaveProperty('prompt');
});
