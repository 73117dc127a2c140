import { describe, expect, test } from 'vitest';
import { blockersNow } from '../../../src/core/readiness.ts';
import { oneshot, scenario, service, target } from './scenario.ts';

describe('requires', () => {
  test('a running or failed oneshot is not ready', () => {
    const world = scenario([oneshot('migrate'), service('api', { requires: ['migrate'] })]).start('api');
    world.spawned('migrate');
    expect(world.phases()).toEqual({ migrate: 'running', api: 'blocked on migrate' });
    world.ends('migrate', 1);
    expect(world.phases()).toEqual({ migrate: 'failed', api: 'blocked on migrate' });
    world.start('migrate').spawned('migrate').ends('migrate', 0);
    expect(world.phase('api')).toBe('starting spawning');
  });

  test('a service that exited with 0 is not ready', () => {
    const world = scenario([service('db'), service('api', { requires: ['db'] })])
      .up('db')
      .ends('db', 0);
    expect(world.start('api').phases()).toEqual({ db: 'starting spawning', api: 'blocked on db' });
    expect(world.stop('db').phase('api')).toBe('blocked on db');
  });

  test('an interrupted oneshot is not done, even when it exits with 0', () => {
    const world = scenario([oneshot('migrate'), service('api', { requires: ['migrate'] })]).start('api');
    world.spawned('migrate').stop('migrate').ends('migrate', 0);
    world.asked();
    expect(world.start('api').asked()).toEqual(['exec migrate']);
    expect(world.phase('api')).toBe('blocked on migrate');
  });

  test('a oneshot that the user stopped blocks its dependents', () => {
    const specs = [oneshot('migrate'), service('api', { requires: ['migrate'] })];
    const world = scenario(specs).up('migrate', 'api').stop('migrate').ends('api', 0);
    expect(world.phases()).toEqual({ migrate: 'exited', api: 'blocked on migrate' });
  });

  test('a dependency that crashes leaves running dependents alone', () => {
    const world = scenario([service('db'), service('api', { requires: ['db'] })])
      .up('db', 'api')
      .ends('db', 1);
    expect(world.phase('api')).toBe('running');
  });
});

describe('ended', () => {
  const specs = [
    oneshot('seed', { lifecycle: { maxRestarts: 1, restart: 'on-failure' } }),
    service('api', { ended: ['seed'] }),
  ];

  test('waits for any final end, good or bad, but not for an end before another try', () => {
    const world = scenario(specs).start('api');
    expect(world.phases()).toEqual({ seed: 'starting spawning', api: 'blocked on seed' });
    world.spawned('seed').ends('seed', 3);
    expect(world.phases()).toEqual({ seed: 'failed', api: 'blocked on seed' });
    world.wait(1000).spawned('seed').ends('seed', 3);
    expect(world.phases()).toEqual({ seed: 'failed', api: 'starting spawning' });
  });

  test('a service that builds while it ends has not ended, because another run follows', () => {
    const seed = service('seed', { build: 'make', watch: {}, lifecycle: { restart: 'never' } });
    const world = scenario([seed, service('api', { ended: ['seed'] })]).start('api');
    world.spawned('seed').ends('seed', 0).spawned('seed').save('seed').exits('seed', 1, 2);
    expect(world.phases()).toEqual({ seed: 'failed', api: 'blocked on seed' });
    expect(world.treeGone('seed', 2).phases()).toEqual({ seed: 'starting building', api: 'blocked on seed' });
  });

  test('a service that the user has stopped has ended', () => {
    const world = scenario(specs).start('api').spawned('seed').stop('seed').ends('seed', 'SIGTERM');
    expect(world.phases()).toEqual({ seed: 'exited', api: 'starting spawning' });
  });

  test('a running dependent survives a stop and another run of the service', () => {
    const world = scenario(specs).start('api').spawned('seed').ends('seed', 0).spawned('api');
    expect(world.restart('seed').phase('api')).toBe('running');
    expect(world.stop('seed').phase('api')).toBe('running');
  });
});

describe('success_exit_codes', () => {
  test('an exit code of the list is success, and another is not', () => {
    const specs = [oneshot('seed', { lifecycle: { successExitCodes: [3] } }), service('api', { requires: ['seed'] })];
    const world = scenario(specs).start('api').spawned('seed').ends('seed', 4);
    expect(world.phases()).toEqual({ seed: 'failed', api: 'blocked on seed' });
    world.start('seed').spawned('seed').ends('seed', 3);
    expect(world.phases()).toEqual({ seed: 'exited', api: 'starting spawning' });
  });
});

describe('after', () => {
  const specs = [service('logger', { health: {} }), service('api', { after: ['logger'] })];

  test('waits until the other service has started, not until it is ready', () => {
    const world = scenario(specs).start('logger', 'api');
    expect(world.asked()).toEqual(['exec logger', 'exec api']);
  });

  test('waits for a blocked service, and not for an unwanted one', () => {
    const world = scenario([service('net'), service('logger', { requires: ['net'] }), ...specs.slice(1)]);
    world.start('logger', 'api');
    expect(world.phase('api')).toBe('blocked on logger');
    expect(world.stop('logger').phase('api')).toBe('starting spawning');
  });

  test('a failed service counts as started', () => {
    const world = scenario(specs).start('logger').spawnFails('logger');
    expect(world.start('api').phase('api')).toBe('starting spawning');
  });
});

describe('conflicts', () => {
  const specs = [service('old'), service('new', { conflicts: ['old'] })];

  test('hold in both directions', () => {
    expect(scenario(specs).up('old').start('new').phase('new')).toBe('blocked on old');
    expect(scenario(specs).up('new').start('old').phase('old')).toBe('blocked on new');
  });

  test('the loser starts by itself when nothing of the winner is left', () => {
    const world = scenario(specs).up('old').start('new').stop('old').exits('old', 0);
    expect(world.phase('new')).toBe('blocked on old');
    expect(world.treeGone('old').phase('new')).toBe('starting spawning');
  });

  test('a free port starts no service that conflicts with a running one', () => {
    const world = scenario([service('a', { port: 80 }), service('b', { conflicts: ['a'] })]).start('a');
    world.start('b').portIs('a', 'free');
    expect(world.phases()).toEqual({ a: 'blocked on b', b: 'starting spawning' });
  });

  test('a target that goes down makes way in the same step, wherever it was declared', () => {
    const specs = [service('x', { conflicts: ['all'] }), service('db'), target('all', { requires: ['db'] })];
    const world = scenario(specs).start('all').spawned('db').start('x');
    expect(world.phase('x')).toBe('blocked on all');
    expect(world.exits('db', 1).phase('x')).toBe('starting spawning');
  });
});

test('nothing blocks a service with a process, while it starts, runs or stops', () => {
  const world = scenario([service('db'), service('api', { requires: ['db'], health: {} })])
    .up('db')
    .start('api');
  const held = () => blockersNow(world.of('api'), { get: (name) => world.of(name), graph: world.state.graph });
  expect([world.phase('api'), held()]).toEqual(['starting spawning', []]);
  world.spawned('api').probed('api').kill('db', 'SIGKILL').ends('db', 'SIGKILL');
  expect([world.phase('api'), held()]).toEqual(['running', []]);
  world.stop('api');
  expect([world.phase('api'), held()]).toEqual(['stopping signalled', []]);
});
