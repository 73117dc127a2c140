import { describe, expect, test } from 'vitest';
import { causeOf } from '../../../src/core/causes/cause.ts';
import { runPart } from '../../../src/core/reload.ts';
import type { RestoredService } from '../../../src/core/restored.ts';
import { type FrontSpec, freePortOf, publicPortOf } from '../../../src/core/service.ts';
import { step } from '../../../src/core/step.ts';
import { conditionText } from '../../../src/present/condition.ts';
import { scenario, service, target } from './scenario.ts';

const FRONT: FrontSpec = {
  listen: [{ host: null, port: 3000 }],
  connectTimeoutMs: 30_000,
  onDemand: false,
  idleTimeoutMs: 0,
  single: false,
};
const LAZY: FrontSpec = { ...FRONT, onDemand: true, idleTimeoutMs: 1000 };

/** The record of a service that an earlier supervisor had stopped. */
function remembered(name: string): RestoredService {
  return {
    ...{ name, intent: 'down', runs: 1, restarts: 0, backoffMs: 0, gaveUp: false, failedRuns: null, nextTryMs: null },
    ...{ lastExit: { run: 1, code: 0, signal: null }, ended: { is: 'exited', code: 0 }, sinceMs: 0, live: null },
    ...{ changed: false, removed: null },
  };
}

const lazily = (...names: string[]) =>
  ({ type: 'start-requested', names, withDependencies: false, lazily: true }) as const;
const connects = (name: string) => ({ type: 'connection-waiting', name }) as const;

describe('a service behind a front', () => {
  test('gets its stop signal only after its connections have their answers', () => {
    const world = scenario([service('api', { front: FRONT })])
      .up('api')
      .stop('api');
    expect([world.asked(), world.phase('api')]).toEqual([[], 'stopping waiting']);
    world.tell({ type: 'drained', name: 'api', run: 1 });
    expect([world.asked(), world.phase('api')]).toEqual([['SIGTERM api'], 'stopping signalled']);
    world.tell({ type: 'drained', name: 'api', run: 1 });
    expect(world.asked()).toEqual([]);
  });

  test('is drained in each run, and a late answer of an older run has no effect', () => {
    const world = scenario([service('api', { front: FRONT })])
      .up('api')
      .restart('api');
    world.tell({ type: 'drained', name: 'api', run: 1 }).ends('api', 'SIGTERM').spawned('api');
    world.asked();
    world.restart('api').tell({ type: 'drained', name: 'api', run: 1 });
    expect(world.asked()).toEqual([]);
    expect(world.tell({ type: 'drained', name: 'api', run: 2 }).asked()).toEqual(['SIGTERM api']);
  });

  test('zdev does not wait for answers when everything must end now, or the service has ended by itself', () => {
    const world = scenario([service('api', { front: FRONT })])
      .up('api')
      .shutdown();
    expect(world.asked()).toEqual([]);
    expect(world.shutdown(true).asked()).toEqual(['SIGKILL api']);
    const other = scenario([service('api', { front: FRONT })])
      .up('api')
      .stop('api');
    other.ends('api', 1).tell({ type: 'drained', name: 'api', run: 1 });
    expect(other.phase('api')).toBe('exited');
  });

  test('sleeps after an idle time even without on_demand, and never sleeps without an idle time', () => {
    const idle = { type: 'connections-idle', name: 'api' } as const;
    const rested = scenario([service('api', { front: { ...FRONT, idleTimeoutMs: 5 } })])
      .up('api')
      .tell(idle);
    expect(rested.of('api')).toMatchObject({ intent: 'down', asleep: true });
    const awake = scenario([service('api', { front: FRONT })])
      .up('api')
      .tell(idle);
    expect(awake.of('api')).toMatchObject({ intent: 'up', asleep: false });
  });
});

describe('a service on demand', () => {
  const specs = [
    service('db'),
    service('api', { front: LAZY, requires: ['db'] }),
    service('web', { requires: ['api'] }),
    target('all', { requires: ['web', 'api'] }),
  ];

  test('sleeps at the start, and counts as ready: its front takes connections', () => {
    const world = scenario(specs).tell(lazily('api', 'web', 'all'));
    world.spawned('web');
    expect(world.phases()).toEqual({ db: 'inactive', api: 'inactive', web: 'running', all: 'running' });
    const cause = causeOf(world.of('api'), world.state, 0);
    expect([cause.asleep, cause.ready, conditionText(cause)]).toEqual([true, true, 'asleep until a client connects']);
  });

  test('the first connection starts it, with its dependencies', () => {
    const world = scenario(specs).tell(lazily('api')).tell(connects('api'));
    expect([world.asked(), world.phase('api')]).toEqual([['exec db'], 'blocked on db']);
    world.spawned('db').spawned('api').tell(connects('api'));
    expect([world.phase('api'), world.of('api').trigger]).toEqual(['running', { type: 'connection' }]);
  });

  test('a service goes to sleep when no client is connected and no running service requires it, and wakes again', () => {
    const world = scenario(specs).tell(lazily('api')).tell(connects('api')).spawned('db').spawned('api');
    world.asked();
    world.tell({ type: 'connections-idle', name: 'api' }).tell({ type: 'drained', name: 'api', run: 1 });
    expect(world.asked()).toEqual(['SIGTERM api']);
    world.ends('api', 'SIGTERM');
    expect(conditionText(causeOf(world.of('api'), world.state, 0))).toBe('asleep until a client connects');
    expect(world.tell(connects('api')).asked()).toEqual(['exec api']);
    world.spawned('api').start('web').spawned('web');
    world.tell({ type: 'connections-idle', name: 'api' });
    expect(world.of('api').intent).toBe('up');
  });

  test('does not go to sleep before it is ready, because its dependents would start while it stops', () => {
    const api = service('api', { front: LAZY, health: {} });
    const world = scenario([api, service('web', { requires: ['api'] })])
      .start('api', 'web')
      .spawned('api');
    world.tell({ type: 'connections-idle', name: 'api' });
    expect([world.of('api').asleep, world.phase('web')]).toEqual([false, 'blocked on api']);
    const young = scenario([service('api', { front: LAZY, lifecycle: { readyAfterMs: 25 } })])
      .start('api')
      .spawned('api');
    expect(young.tell({ type: 'connections-idle', name: 'api' }).of('api').asleep).toBe(false);
    expect(young.wait(25).tell({ type: 'connections-idle', name: 'api' }).of('api').asleep).toBe(true);
  });

  test('a connection while it is being put to sleep starts it again after that', () => {
    const world = scenario(specs).tell(lazily('api')).tell(connects('api')).spawned('db').spawned('api');
    world.tell({ type: 'connections-idle', name: 'api' }).tell({ type: 'drained', name: 'api', run: 1 });
    world.tell(connects('api')).asked();
    expect(world.ends('api', 'SIGTERM').asked()).toEqual(['exec api']);
  });

  test('starts at once by name, and is not woken after a stop by name', () => {
    const world = scenario(specs).tell(lazily('api')).start('api');
    expect(world.asked()).toEqual(['exec db']);
    world.spawned('db').spawned('api').stop('api').tell({ type: 'drained', name: 'api', run: 1 });
    world.ends('api', 'SIGTERM');
    world.asked();
    expect(world.tell(connects('api')).asked()).toEqual([]);
  });

  test('does not let `up` end while it sleeps, and is not woken while everything is stopped', () => {
    const world = scenario(specs, 'all').tell(lazily('api'));
    expect(world.state.shutdown).toBe(null);
    world.up('db').shutdown().tell(connects('api'));
    expect(world.of('api').intent).toBe('down');
  });

  test('sleeps when a reload adds it, and starts when it is no longer on demand', () => {
    const world = scenario([]).tell({ type: 'specs-replaced', specs: [service('api', { front: LAZY })] });
    expect([world.asked(), world.of('api').asleep]).toEqual([[], true]);
    world.tell({ type: 'specs-replaced', specs: [service('api', { front: FRONT })] });
    expect([world.asked(), world.of('api').asleep]).toEqual([['exec api'], false]);
  });

  test('sleeps too if a reload adds it again while its old run is being stopped', () => {
    const specs = [service('api', { front: LAZY })];
    const world = scenario(specs).tell(lazily('api')).tell(connects('api')).spawned('api');
    world.tell({ type: 'specs-replaced', specs: [] }).tell({ type: 'specs-replaced', specs });
    world.tell({ type: 'drained', name: 'api', run: 1 }).ends('api', 'SIGTERM');
    expect([world.of('api').runs, world.of('api').asleep]).toEqual([1, true]);
  });

  test('a reload of something else wakes no service, also after an idle stop', () => {
    const api = service('api', { front: { ...FRONT, idleTimeoutMs: 1000 }, status: 'stop' });
    const world = scenario([api, service('db')])
      .start('api')
      .spawned('api')
      .tell({ type: 'connections-idle', name: 'api' });
    world.tell({ type: 'drained', name: 'api', run: 1 }).ends('api', 'SIGTERM');
    world.tell({
      type: 'specs-replaced',
      specs: [{ ...api, description: 'the api' }, service('db', { exec: 'another' })],
    });
    expect(world.of('api')).toMatchObject({ intent: 'down', asleep: true, spec: { description: 'the api' } });
    expect(world.tell(connects('api')).asked()).toContain('exec api');
  });

  test('is not drained before it runs', () => {
    const container = { check: 'file', ports: [] } as never;
    const world = scenario([service('api', { front: LAZY, container })]).start('api');
    world.asked();
    expect(world.stop('api').asked()).toEqual(['SIGTERM api']);
  });

  test.each([
    true,
    false,
  ])('is still asleep after a take-over (%s), and a connection wakes only that service', (asleep) => {
    const front = { ...FRONT, idleTimeoutMs: 1000 };
    const specs = [service('api', { front: LAZY }), service('web', { front })];
    const services = specs.map(({ name }) => ({ ...remembered(name), asleep }));
    const world = scenario(specs).tell({ type: 'restored', services });
    world.tell(connects('api')).tell(connects('web'));
    expect(world.asked()).toEqual(asleep ? ['exec api', 'exec web'] : []);
  });

  test('in a journal of an earlier version, a service that is down and on demand counts as asleep', () => {
    const specs = [service('api', { front: LAZY }), service('web', { front: { ...FRONT, idleTimeoutMs: 1000 } })];
    const world = scenario(specs).tell({ type: 'restored', services: [remembered('api'), remembered('web')] });
    expect([world.of('api').asleep, world.of('web').asleep]).toEqual([true, false]);
  });

  test('starts by its status if its front is gone after a take-over', () => {
    const services = [{ ...remembered('api'), asleep: true, changed: true }];
    const world = scenario([service('api')]).tell({ type: 'restored', services });
    expect([world.asked(), world.of('api').asleep]).toEqual([['exec api'], false]);
  });

  test('after a take-over sleeps again', () => {
    const world = scenario([service('api', { front: LAZY })]).tell({ type: 'restored', services: [] });
    expect([world.asked(), world.of('api').asleep]).toEqual([[], true]);
  });
});

test('the front is part of the spec of a run', () => {
  expect(runPart(service('api', { front: FRONT }))).toMatchObject({ front: FRONT });
});

test('a service that was started by name does not sleep after its end', () => {
  const world = scenario([service('api', { front: LAZY, lifecycle: { restart: 'never' } })]).tell(lazily('api'));
  expect(world.of('api').asleep).toBe(true);
  world.start('api');
  expect([world.of('api').asleep, world.of('api').intent]).toEqual([false, 'up']);
});

test('the public port is the first one that zdev listens on; a socket that the service gets needs no free port', () => {
  const listen = [{ path: '/tmp/x.sock' }, { host: null, port: 3000 }, { host: null, port: 4000 }];
  expect(publicPortOf(service('api', { port: 5000, front: { ...FRONT, listen } }))).toBe(3000);
  expect(publicPortOf(service('api', { port: 5000 }))).toBe(5000);
  expect(freePortOf(service('api', { port: 5000 }))).toBe(5000);
  expect(freePortOf(service('api', { port: 5000, socket: [{ host: null, port: 5000 }] }))).toBeUndefined();
});

test('the connections of a run are drained only once', () => {
  const { state } = scenario([service('api', { front: FRONT })]).up('api');
  const stop = { type: 'stop-requested', names: ['api'] } as const;
  const first = step(state, stop, 0);
  expect(first.effects).toContainEqual({ type: 'drain', name: 'api', run: 1 });
  expect(step(first.state, stop, 1).effects.map(({ type }) => type)).not.toContain('drain');
});

test('an unexpected report of drained connections does not shorten the drain at the stop', () => {
  const world = scenario([service('api', { front: FRONT })])
    .up('api')
    .tell({ type: 'drained', name: 'api', run: 1 });
  expect([world.stop('api').asked(), world.phase('api')]).toEqual([[], 'stopping waiting']);
});

test('a service that only stopped services and targets require may go to sleep', () => {
  const above = [service('web', { requires: ['api'] }), target('all', { requires: ['api'] })];
  const world = scenario([service('api', { front: LAZY }), ...above])
    .up('api', 'web')
    .start('all');
  const idle = { type: 'connections-idle', name: 'api' } as const;
  expect(world.tell(idle).of('api').asleep).toBe(false);
  expect(world.stop('web').ends('web', 'SIGTERM').tell(idle).of('api').asleep).toBe(true);
});

describe('a background build that is left after its run', () => {
  test('keeps awake what its service requires', () => {
    const web = service('web', { build: 'make', watch: {}, requires: ['db'] });
    const world = scenario([service('db', { front: LAZY }), web])
      .up('db', 'web')
      .ends('web', 0)
      .spawned('web');
    world.save('web').spawned('web').stop('web').ends('web', 'SIGTERM', 2);
    const idle = { type: 'connections-idle', name: 'db' } as const;
    expect(world.tell(idle).of('db').asleep).toBe(false);
    expect(world.ends('web', 'SIGTERM', 3).tell(idle).of('db').asleep).toBe(true);
  });

  test('does not let its service sleep when a dependent starts', () => {
    const api = service('api', { front: LAZY, build: 'make', watch: {} });
    const world = scenario([api, service('web', { requires: ['api'] })])
      .start('api')
      .spawned('api')
      .ends('api', 0);
    world.spawned('api').save('api').spawned('api').stop('api').tell({ type: 'drained', name: 'api', run: 2 });
    world.ends('api', 'SIGTERM', 2).start('web');
    expect([world.of('api').asleep, world.phase('web')]).toEqual([false, 'blocked on api']);
  });
});
