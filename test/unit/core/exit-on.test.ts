import { describe, expect, test } from 'vitest';
import { exitOutcome, statusOf } from '../../../src/core/exit-on.ts';
import type { ExitOn } from '../../../src/core/state.ts';
import { oneshot, scenario, service, target } from './scenario.ts';

const up = (exitOn: ExitOn, lifecycle: { restart: 'never' | 'on-failure' } = { restart: 'never' }) =>
  scenario([service('web', { lifecycle }), service('worker', { lifecycle })], exitOn).up('web', 'worker');

describe('any', () => {
  test('ends with the first service that ends, and with its status; nothing is restarted', () => {
    const world = up('any', { restart: 'on-failure' }).ends('web', 3);
    expect(world.asked()).toEqual(['SIGTERM web', 'SIGTERM worker']);
    expect(world.ends('worker', 'SIGTERM').diagnosed('web').asked()).toEqual(['finish']);
    expect(exitOutcome(world.state)).toEqual({ code: 3 });
  });

  test('a failure counts when no other try follows', () => {
    const world = up('any', { restart: 'on-failure' }).ends('web', 3);
    expect(world.of('web')).toMatchObject({ gaveUp: true, nextTryMs: null });
  });

  test('a signal gives its own status, and exit 0 gives 0', () => {
    expect(exitOutcome(up('any').ends('web', 'SIGKILL').state)).toEqual({ signal: 'SIGKILL' });
    expect(exitOutcome(up('any').ends('web', 0).state)).toEqual({ code: 0 });
  });

  test('a oneshot that did its work ends nothing', () => {
    const world = scenario([oneshot('migrate'), service('web')], 'any').up('migrate', 'web');
    expect(world.state.shutdown).toBeNull();
  });
});

describe('any, with services that can die', () => {
  const can = (name: string, restart: 'never' | 'always') => service(name, { canDie: true, lifecycle: { restart } });

  test('their end ends nothing, however they end', () => {
    const world = scenario([can('job', 'never'), can('mail', 'never'), service('web')], 'any').up('job', 'mail', 'web');
    expect(world.ends('job', 0).ends('mail', 'SIGKILL').state.shutdown).toBeNull();
    expect(world.phase('job')).toBe('exited');
    world.ends('web', 5);
    expect(exitOutcome(world.state)).toEqual({ code: 5 });
  });

  test('services that always restart do not count', () => {
    const world = scenario([can('job', 'always'), service('web')], 'any')
      .up('job', 'web')
      .ends('job', 0);
    expect(world.state.shutdown).toBeNull();
    expect(world.of('job').nextTryMs).not.toBeNull();
  });
});

describe('failure', () => {
  test('ends when a service fails for good, not while it is restarted', () => {
    expect(up('failure', { restart: 'on-failure' }).ends('web', 1).state.shutdown).toBeNull();
    expect(up('failure').ends('web', 0).state.shutdown).toBeNull();
    const world = up('failure').ends('web', 1).ends('worker', 'SIGTERM').diagnosed('web');
    expect(exitOutcome(world.state)).toEqual({ code: 1 });
    expect(world.state.finished).toBe(true);
  });
});

describe('all', () => {
  test('ends when nothing runs any more, with 0 when all ended well', () => {
    const world = up('all').ends('web', 0);
    expect(world.state.finished).toBe(false);
    world.ends('worker', 0);
    expect(world.state.finished).toBe(true);
    expect(exitOutcome(world.state)).toEqual({ code: 0 });
  });

  test('waits for a restart, a port and a watch', () => {
    expect(up('all', { restart: 'on-failure' }).ends('web', 1).ends('worker', 0).state.shutdown).toBeNull();
    expect(
      scenario([service('web', { port: 80 })], 'all')
        .start('web')
        .portIs('web', 'held').state.shutdown,
    ).toBeNull();
    const watched = scenario([service('web', { watch: {}, lifecycle: { restart: 'never' } })], 'all').up('web');
    expect(watched.ends('web', 1).state.shutdown).toBeNull();
  });

  test('does not wait for another project if the waiting service also lacks something else for good', () => {
    const auth = target('../auth:api', { external: { dir: '/auth', project: '../auth', service: 'api' } });
    const specs = [
      service('db', { lifecycle: { restart: 'never' } }),
      target('all', { requires: ['../auth:api', 'db'] }),
      service('web', { requires: ['../auth:api', 'db'] }),
      service('shop', { requires: ['all'] }),
      auth,
    ];
    const world = scenario(specs, 'all').start('shop', 'web').spawned('db');
    expect(world.state.shutdown).toBeNull();
    world.ends('db', 4);
    expect(exitOutcome(world.state)).toEqual({ code: 4 });
  });

  test('does not wait for a service that waits for the end of a target, because a target never ends', () => {
    const auth = target('../auth:api', { external: { dir: '/auth', project: '../auth', service: 'api' } });
    const specs = [auth, target('all', { requires: ['../auth:api'] }), service('web', { ended: ['all'] })];
    const world = scenario(specs, 'all').start('web');
    expect(world.state.shutdown?.cause).toEqual({ type: 'service', name: 'web' });
  });

  test('a service that would wait for ever is a failure', () => {
    const world = scenario([oneshot('migrate'), service('web', { requires: ['migrate'] })], 'all').start('web');
    world.spawned('migrate').ends('migrate', 4);
    expect(exitOutcome(world.state)).toEqual({ code: 4 });
  });
});

test('never: zdev stays until the user ends it', () => {
  const world = up('never').ends('web', 1).ends('worker', 0);
  expect(world.state.shutdown).toBeNull();
  expect(exitOutcome(world.shutdown().state)).toEqual({ code: 0 });
});

test('the end that ends everything starts no waiting service first', () => {
  const specs = [service('old', { lifecycle: { restart: 'never' } }), service('new', { conflicts: ['old'] })];
  for (const exitOn of ['any', 'failure'] as const) {
    const world = scenario(specs, exitOn).start('old', 'new');
    expect(world.phase('new')).toBe('blocked on old');
    world.asked();
    expect(world.spawnFails('old').diagnosed('old').asked()).toEqual(['finish']);
  }
});

describe('with a background build while the run ends', () => {
  const building = (exitOn: ExitOn) => {
    const web = service('web', { build: 'make', watch: {}, lifecycle: { restart: 'never' } });
    const world = scenario([web], exitOn).start('web').spawned('web').ends('web', 0);
    world.spawned('web').save('web').spawned('web').asked();
    return world;
  };

  test('any: ends with the status of the run, however the build ends', () => {
    const world = building('any').ends('web', 3, 2);
    expect(world.asked()).toContain('SIGTERM web');
    world.ends('web', 0, 3).diagnosed('web');
    expect(world.state.finished).toBe(true);
    expect(exitOutcome(world.state)).toEqual({ code: 3 });
  });

  test('failure: the build is the first part of the next start, and ends everything only if it fails', () => {
    const world = building('failure').ends('web', 3, 2);
    expect(world.state.shutdown).toBeNull();
    expect(world.phase('web')).toBe('starting building');
    expect(world.ends('web', 1).state.shutdown?.cause).toEqual({ type: 'service', name: 'web' });
    expect(exitOutcome(world.state)).toEqual({ code: 1 });
  });
});

describe('a service with its own rule ends everything, whatever --exit-on says', () => {
  const ends = (endsAll: 'any' | 'failure', restart: 'never' | 'on-failure' = 'never') =>
    scenario([service('job', { endsAll, lifecycle: { restart } }), service('web')], 'never').up('job', 'web');

  test('at any end', () => {
    const world = ends('any').ends('job', 0);
    expect(world.asked()).toContain('SIGTERM web');
    expect(ends('any', 'on-failure').ends('job', 3).state.shutdown).toBeNull();
  });

  test('only at a failure', () => {
    expect(ends('failure').ends('job', 0).state.shutdown).toBeNull();
    const world = ends('failure').ends('job', 3);
    expect(world.asked()).toContain('SIGTERM web');
    expect(exitOutcome(world.state)).toEqual({ code: 3 });
  });
});

test('a stopped service gives status 0; a service that never started, could not be spawned, or is gone gives 1', () => {
  const world = scenario([service('stopped'), service('idle'), service('bad')])
    .up('stopped')
    .stop('stopped');
  world.ends('stopped', 'SIGTERM').start('bad').spawnFails('bad');
  const status = (name: string) => statusOf({ type: 'service', name }, world.state.services);
  expect(['stopped', 'idle', 'bad', 'ghost'].map(status)).toEqual([{ code: 0 }, { code: 1 }, { code: 1 }, { code: 1 }]);
  expect(statusOf({ type: 'done' }, world.state.services)).toEqual({ code: 0 });
});
