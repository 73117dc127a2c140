import { describe, expect, test } from 'vitest';
import { step } from '../../../src/core/step.ts';
import { oneshot, scenario, service, target } from './scenario.ts';

describe('start', () => {
  const specs = [
    service('db', { health: {} }),
    oneshot('migrate', { requires: ['db'] }),
    service('metrics', { status: 'stop' }),
    service('api', { requires: ['migrate'], wants: ['metrics'] }),
    service('other'),
  ];

  test('also starts required and wanted services, in order', () => {
    const world = scenario(specs).start('api');
    expect(world.asked()).toEqual(['exec db', 'exec metrics']);
    expect(world.phase('migrate')).toBe('blocked on db');
    expect(world.spawned('db').asked()).toEqual(['probe db']);
    expect(world.probed('db').asked()).toEqual(['exec migrate']);
    expect(world.spawned('migrate').phase('api')).toBe('blocked on migrate');
    expect(world.ends('migrate', 0).asked()).toEqual(['SIGTERM migrate', 'exec api']);
    expect(world.phase('other')).toBe('inactive');
  });

  test('without dependencies only the intent of the named services changes', () => {
    const world = scenario(specs).tell({ type: 'start-requested', names: ['api'], withDependencies: false });
    expect(world.phase('api')).toBe('blocked on migrate');
    expect(world.asked()).toEqual([]);
  });

  test('a start of a service that the config no longer has starts nothing, and keeps nothing from stopping', () => {
    const world = scenario([service('db'), service('api', { requires: ['db'] })]).up('db', 'api');
    world.tell({ type: 'specs-replaced', specs: [service('db')] }).stop('db');
    world.tell({ type: 'start-requested', names: ['api'], withDependencies: true });
    world.ends('api', 'SIGTERM').ends('db', 'SIGTERM');
    expect(world.of('db')).toMatchObject({ intent: 'down', live: null });
  });

  test('a start of a running service does nothing; a start of a finished oneshot runs it again', () => {
    const world = scenario([service('api'), oneshot('seed')]).up('api', 'seed');
    expect(world.start('api', 'seed').asked()).toEqual(['exec seed']);
  });

  test('a start of a blocked service resets its restarts, so the next try is not its last', () => {
    const world = scenario([service('api', { port: 80, lifecycle: { maxRestarts: 1, restartDelayMs: 10 } })]);
    world.start('api').portIs('api', 'free').spawned('api').ends('api', 1).diagnosed('api').wait(250);
    expect(world.phase('api')).toBe('blocked on port');
    world.start('api').portIs('api', 'free').spawned('api').ends('api', 1);
    expect(world.of('api')).toMatchObject({ gaveUp: false, restarts: 1 });
  });

  test('a start of a service that was stopped between two tries, or is stopping, resets its restarts', () => {
    const crashed = () => {
      const world = scenario([service('api', { lifecycle: { maxRestarts: 1 } })])
        .start('api')
        .spawned('api');
      return world.ends('api', 1).wait(1000).spawned('api');
    };
    const stopped = crashed().stop('api').ends('api', 'SIGTERM').start('api');
    expect(stopped.of('api')).toMatchObject({ restarts: 0, phase: { is: 'starting' } });
    const waiting = scenario([service('api')])
      .start('api')
      .spawned('api')
      .ends('api', 1)
      .stop('api');
    expect(waiting.start('api').of('api')).toMatchObject({ restarts: 0, phase: { is: 'starting' } });
    const stopping = crashed().stop('api').start('api').ends('api', 'SIGTERM').spawned('api').ends('api', 1);
    expect(stopping.of('api')).toMatchObject({ gaveUp: false, restarts: 1 });
  });

  test('runs a oneshot again once its tree is gone, if it ended before its turn to stop', () => {
    const specs = [oneshot('seed'), service('api', { requires: ['seed'] })];
    const world = scenario(specs).up('seed', 'api').restart('seed').spawned('seed').stop('seed').exits('seed', 0);
    world.start('seed').treeGone('seed');
    expect(world.phase('seed')).toBe('starting spawning');
  });

  test('does not run a finished oneshot again for a dependent', () => {
    const world = scenario([oneshot('seed'), service('api', { requires: ['seed'] })]).up('seed');
    expect(world.start('api').asked()).toEqual(['exec api']);
  });
});

describe('restart', () => {
  const specs = [service('db'), service('api', { requires: ['db'] }), service('web', { requires: ['api'] })];

  test('leaves dependents alone', () => {
    const world = scenario(specs).up('db', 'api', 'web').restart('db');
    expect(world.asked()).toEqual(['SIGTERM db']);
    expect(world.ends('db', 0).spawned('db').asked()).toEqual(['exec db']);
    expect(world.phases()).toEqual({ db: 'running', api: 'running', web: 'running' });
  });

  test('with dependents stops them first, and brings them back', () => {
    const world = scenario(specs).up('db', 'api', 'web').restart('db', true);
    expect(world.ends('web', 0).ends('api', 0).ends('db', 0).asked()).toEqual([
      'SIGTERM web',
      'SIGTERM api',
      'SIGTERM db',
      'exec db',
    ]);
    expect(world.spawned('db').spawned('api').spawned('web').asked()).toEqual(['exec api', 'exec web']);
  });

  test('a stop takes priority over it', () => {
    const world = scenario(specs).up('db').restart('db').stop('db').ends('db', 0);
    expect(world.wait(1e6).asked()).toEqual(['SIGTERM db']);
    expect(world.phase('db')).toBe('exited');
  });

  test('starts a service that was down', () => {
    expect(scenario(specs).restart('db').asked()).toEqual(['exec db']);
  });
});

describe('kill', () => {
  test('sends the signal and changes no intent: a service that ends counts as ended by itself', () => {
    const world = scenario([service('api')])
      .up('api')
      .kill('api', 'SIGKILL');
    expect(world.asked()).toEqual(['SIGKILL api']);
    expect(world.phase('api')).toBe('running');
    world.ends('api', 'SIGKILL').asked();
    expect(world.wait(1000).asked()).toEqual(['exec api']);
  });

  test('sends nothing to a service that does not run', () => {
    expect(
      scenario([service('api')])
        .kill('api', 'SIGKILL')
        .asked(),
    ).toEqual([]);
  });
});

describe('a saved file', () => {
  test('restarts, signals or does nothing, as the watch says', () => {
    const watched = (action: 'restart' | 'signal' | 'none') =>
      scenario([service('api', { watch: { action } })]).up('api');
    expect(watched('restart').save('api').asked()).toEqual(['SIGTERM api']);
    expect(watched('signal').save('api').asked()).toEqual(['SIGHUP api']);
    expect(watched('none').save('api').asked()).toEqual([]);
  });

  test('does not start a service that the user stopped', () => {
    const world = scenario([service('api', { watch: {} })])
      .up('api')
      .stop('api')
      .ends('api', 0);
    world.asked();
    expect(world.save('api').asked()).toEqual([]);
  });

  test('runs a oneshot again, with its build first', () => {
    const world = scenario([oneshot('gen', { build: 'make', watch: {} })])
      .start('gen')
      .spawned('gen')
      .ends('gen', 0);
    world.spawned('gen').asked();
    expect(world.save('gen').asked()).toEqual(['SIGTERM gen']);
    expect(world.ends('gen', 0).asked()).toEqual(['build gen']);
  });
});

describe('a target', () => {
  const specs = [service('db'), service('api', { requires: ['db'] }), target('all', { requires: ['db', 'api'] })];

  test('starts its services, and is up when they are', () => {
    const world = scenario(specs).start('all').spawned('db');
    expect(world.phase('all')).toBe('blocked on api');
    expect(world.spawned('api').phase('all')).toBe('running');
    expect(world.exits('api', 1).phase('all')).toBe('blocked on api');
  });

  test('means its services in stop and restart', () => {
    const world = scenario(specs).start('all').spawned('db').spawned('api').stop('all');
    world.ends('api', 0).ends('db', 0);
    expect(world.phases()).toEqual({ db: 'exited', api: 'exited', all: 'inactive' });
    world.asked();
    expect(world.restart('all').asked()).toEqual(['exec db']);
  });
});

test('a restart of an ended service leaves its followers alone; a restart of a finished oneshot does not', () => {
  const lifecycle = { onDependencyRestart: 'restart' } as const;
  const never = { lifecycle: { restart: 'never' } } as const;
  const specs = [oneshot('gen'), service('db', never), service('api', { requires: ['gen', 'db'], lifecycle })];
  const world = scenario(specs).up('gen', 'db', 'api').ends('db', 1);
  expect(world.asked()).toEqual(['SIGTERM db', 'SIGTERM api']);
  world.ends('api', 0).start('db').spawned('db').spawned('api').asked();
  expect(world.restart('gen').asked()).toEqual(['SIGTERM api', 'exec gen']);
});

test.each(['none', 'signal'] as const)('a change that restarts nothing (%s) does not make a build old', (action) => {
  const world = scenario([service('api', { build: 'make', watch: { action } })])
    .start('api')
    .spawned('api');
  world.asked();
  world.save('api').ends('api', 0);
  expect(world.asked().filter((what) => !what.startsWith('SIG'))).toEqual(['exec api']);
});

describe('services that a command leaves alone', () => {
  test('while everything is stopped, nothing starts, restarts, or records changed files', () => {
    const world = scenario([service('a', { watch: {} }), service('b')])
      .up('a')
      .shutdown();
    world.asked();
    world.start('b').restart('b').save('a');
    expect(world.asked()).toEqual([]);
    expect([world.of('b').intent, world.of('a').trigger]).toEqual(['down', null]);
  });

  test('names that no service has', () => {
    const world = scenario([service('a')])
      .up('a')
      .stop('ghost')
      .restart('ghost')
      .kill('ghost', 'SIGHUP')
      .start('ghost');
    expect([world.asked(), world.phase('a')]).toEqual([[], 'running']);
  });

  test('a restart does not bring back a service that left the config', () => {
    const world = scenario([service('a')])
      .up('a')
      .tell({ type: 'specs-replaced', specs: [] })
      .restart('a');
    expect(world.of('a').intent).toBe('down');
    expect(world.ends('a', 'SIGTERM').state.services.size).toBe(0);
  });

  test('a change of files sends no signal to a service that is not wanted', () => {
    const world = scenario([service('a', { watch: { action: 'signal' } })])
      .up('a')
      .stop('a')
      .save('a');
    expect(world.asked()).toEqual(['SIGTERM a']);
  });
});

describe('services that stop with a stopped one', () => {
  test('the reason names its requirement: the first named one, or else the first that stops with them', () => {
    const specs = [
      service('x'),
      service('y'),
      service('api', { requires: ['x', 'y'] }),
      service('jobs', { requires: ['x'] }),
      service('web', { requires: ['api', 'jobs'] }),
    ];
    const world = scenario(specs).up('x', 'y', 'api', 'jobs', 'web').stop('x', 'y');
    const by = (name: string) => world.of(name).trigger;
    expect(by('api')).toEqual({ type: 'dependency', name: 'x' });
    expect(by('web')).toEqual({ type: 'dependency', name: 'api' });
  });
});

describe('a signal of the user or of a watch', () => {
  const signals = (world: ReturnType<typeof scenario>, event: Parameters<typeof world.tell>[0]) =>
    step(world.state, event, world.nowMs).effects.filter(({ type }) => type === 'signal');

  test('is sent alone, without another signal before or after it', () => {
    const world = scenario([service('a', { watch: { action: 'signal' } })]).up('a');
    const kill = { type: 'kill-requested', names: ['a'], signal: 'SIGUSR1' } as const;
    const save = { type: 'files-changed', name: 'a', paths: ['src/main'] } as const;
    expect(signals(world, kill)).toEqual([{ type: 'signal', name: 'a', run: 1, signal: 'SIGUSR1', bare: true }]);
    expect(signals(world, save)).toEqual([{ type: 'signal', name: 'a', run: 1, signal: 'SIGHUP', bare: true }]);
  });
});
