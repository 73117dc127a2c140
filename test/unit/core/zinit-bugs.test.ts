import { describe, expect, test } from 'vitest';
import { oneshot, scenario, service, target } from './scenario.ts';

/** Mistakes of zinit 0.3, by the numbers in this project's list, and the behaviour of zdev. */
describe('where zinit fails', () => {
  test('B1–B3: a late exit never hits another service or a later run', () => {
    const world = scenario([service('a'), service('b')]).up('a', 'b');
    world.restart('a').ends('a', 0).spawned('a').exits('a', 1, 1).treeGone('a', 1);
    expect(world.phases()).toEqual({ a: 'running', b: 'running' });
  });

  test('B4: late probe results neither kill nor restart a service that is being stopped', () => {
    const world = scenario([service('db', { health: { retries: 1, onFailure: 'restart' } })])
      .start('db')
      .spawned('db');
    world.stop('db').asked();
    world.tell({ type: 'probed', name: 'db', run: 1, attempt: 1, ok: false, error: null, answered: false });
    expect(world.wait(5000).asked()).toEqual([]);
    world.ends('db', 0);
    expect(world.wait(1e6).phase('db')).toBe('exited');
  });

  test('B5: one dependency with 1,000 dependents starts and stops all of them', () => {
    const names = Array.from({ length: 1000 }, (_, i) => `s${i}`);
    const world = scenario([service('db'), ...names.map((name) => service(name, { requires: ['db'] }))]);
    world.start(...names).spawned('db');
    expect(world.asked()).toHaveLength(1001);
    world.spawned(...names).shutdown();
    for (const name of names) world.ends(name, 0);
    expect(world.ends('db', 0).asked().at(-1)).toBe('finish');
  });

  test('B10: kill of a target signals its members, never the supervisor', () => {
    const world = scenario([service('a'), target('all', { requires: ['a'] }), target('empty')]).start('all', 'empty');
    world.spawned('a').asked();
    expect(world.kill('all', 'SIGKILL').kill('empty', 'SIGKILL').asked()).toEqual(['SIGKILL a']);
  });

  test('B11: the leftovers of the leader are ended before the next run', () => {
    const world = scenario([service('a')])
      .up('a')
      .exits('a', 1)
      .wait(1000);
    expect(world.phase('a')).toBe('blocked on remains');
    expect(world.asked()).toEqual(['SIGTERM a']);
    expect(world.treeGone('a').asked()).toEqual(['exec a']);
  });

  test('B12: stop cancels the pending restart', () => {
    const world = scenario([service('a', { lifecycle: { restart: 'always' } })])
      .up('a')
      .ends('a', 1)
      .stop('a');
    expect(world.timer('a', 'restart')).toBeNull();
    expect(world.of('a').nextTryMs).toBeNull();
    world.asked();
    expect(world.tell({ type: 'timer-fired', name: 'a', timer: 'restart', run: 1 }).wait(1e6).asked()).toEqual([]);
  });

  test('B13: a stop does not follow soft edges, and a start during the stop is not lost', () => {
    const specs = [service('db'), service('a', { after: ['db'] }), service('b', { wants: ['db'] })];
    const world = scenario(specs).up('db', 'a', 'b').stop('db');
    expect(world.asked()).toEqual(['SIGTERM db']);
    expect(world.start('db').ends('db', 0).asked()).toEqual(['exec db']);
  });

  test('B14: shutdown is parallel, and each service has its own signal and timeout', () => {
    const a = service('a', { lifecycle: { stopSignal: 'SIGINT', stopTimeoutMs: 100 } });
    const b = service('b', { lifecycle: { stopSignal: 'SIGQUIT', stopTimeoutMs: 20_000 } });
    const world = scenario([a, b]).up('a', 'b').shutdown();
    expect(world.asked().sort()).toEqual(['SIGINT a', 'SIGQUIT b']);
    expect(world.wait(100).asked()).toEqual(['SIGKILL a']);
    expect(world.ends('a', 'SIGKILL').wait(19_899).asked()).toEqual([]);
    expect(world.wait(1).asked()).toEqual(['SIGKILL b']);
  });

  test('B16, B17: a oneshot is ready only after an exit with 0, and a stopped service starts no dependents', () => {
    const world = scenario([oneshot('m'), service('d'), service('x', { requires: ['m', 'd'] })]).start('x');
    world.spawned('m').spawned('d');
    expect(world.phase('x')).toBe('blocked on m');
    world.stop('d').ends('d', 0).ends('m', 0);
    expect(world.phase('x')).toBe('blocked on d');
  });

  test('B18: readiness is seen within 5 %, not after the interval of 10 s', () => {
    const world = scenario([service('db', { health: {} })])
      .start('db')
      .spawned('db')
      .wait(1000)
      .probed('db', 'refused');
    expect((world.timer('db', 'probe') ?? 0) - world.nowMs).toBe(50);
  });

  test('B19: the first cause is kept', () => {
    const world = scenario([service('db', { health: {} })])
      .start('db')
      .spawned('db')
      .wait(60_000);
    world.ends('db', 'SIGKILL');
    expect(world.of('db').phase).toMatchObject({ is: 'failed', failure: { type: 'start-timeout' } });
    expect(world.of('db').lastExit).toEqual({ run: 1, code: null, signal: 'SIGKILL' });
    expect(world.of('db')).toMatchObject({ restarts: 1, nextTryMs: world.nowMs });
  });

  test('B20: losers of a conflict revive, `after` an unwanted service does not block, a spawn error is retried', () => {
    const specs = [service('a'), service('b', { conflicts: ['a'] }), service('c', { after: ['off'] }), service('off')];
    const world = scenario(specs).up('a').start('b', 'c');
    expect(world.phases()).toMatchObject({ b: 'blocked on a', c: 'starting spawning' });
    expect(world.stop('a').ends('a', 0).phase('b')).toBe('starting spawning');
    expect(world.spawnFails('b').wait(1000).phase('b')).toBe('starting spawning');
  });

  test('B21: a dependent can ask to restart with its dependency', () => {
    const api = service('api', { requires: ['db'], lifecycle: { onDependencyRestart: 'restart' } });
    expect(
      scenario([service('db'), api])
        .up('db', 'api')
        .ends('db', 1)
        .asked(),
    ).toEqual(['SIGTERM db', 'SIGTERM api']);
  });

  test('B22: a stop is remembered whatever becomes ready later', () => {
    const world = scenario([service('db'), service('api', { requires: ['db'] })])
      .start('api')
      .stop('api')
      .spawned('db');
    world.restart('db').ends('db', 0).spawned('db');
    expect(world.wait(1e6).phase('api')).toBe('inactive');
  });
});
