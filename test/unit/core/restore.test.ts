import { describe, expect, test } from 'vitest';
import { causeOf } from '../../../src/core/causes/cause.ts';
import type { RestoredRun, RestoredService } from '../../../src/core/restored.ts';
import { failed, health, live, NOW_MS, restore, was } from './restored-world.ts';
import { oneshot, service } from './scenario.ts';

test('a run is adopted and counts as running, without being started', () => {
  const world = restore([service('web')], [was('web', { live })]);
  expect(world.asked()).toEqual(['adopt web']);
  expect(world.of('web')).toMatchObject({ intent: 'up', runs: 3, restarts: 0, started: true });
  expect(world.of('web').live).toMatchObject({ run: 3, pid: 77, startedMs: 40_000 });
  expect(world.phase('web')).toBe('running');
  const isAdopted = () => causeOf(world.of('web'), world.state, world.nowMs).adopted;
  expect(isAdopted()).toBe(true);
  world.restart('web').ends('web', 0).spawned('web');
  expect(isAdopted()).toBe(false);
});

test('the end of an adopted run counts like any other end', () => {
  const world = restore([service('web')], [was('web', { live, restarts: 4 })]);
  world.ends('web', 1);
  expect(world.of('web')).toMatchObject({ restarts: 1, lastExit: { run: 3, code: 1 } }); // the run had lasted a minute
  expect(world.wait(1).asked()).toContain('exec web');
  expect(world.of('web').runs).toBe(4);
});

test.each([
  null,
  0,
  3,
])('an up that ends with its services does not end because of an earlier end (%o): that service starts again', (endedWith) => {
  const gone = was('web', { live: { ...live, endedWith } });
  const world = restore([service('web'), service('api')], [gone, was('api', { live })], 'any');
  if (endedWith === null) world.ends('web', 'SIGKILL');
  else world.ends('web', endedWith);
  expect(world.state.shutdown).toBeNull();
  expect(world.of('web').runs).toBe(4);
  world.ends('api', 1);
  expect(world.state.shutdown).not.toBeNull();
});

test('in the background, an end meanwhile is reported like any end; a finished oneshot stays finished', () => {
  const world = restore([service('web')], [was('web', { live: { ...live, endedWith: 3 } })], 'never');
  world.ends('web', 3);
  expect(world.of('web')).toMatchObject({ runs: 3, lastExit: { code: 3 } });
  const once = restore([oneshot('migrate')], [was('migrate', { live: { ...live, endedWith: 0 } })], 'any');
  once.ends('migrate', 0);
  expect(once.of('migrate')).toMatchObject({ runs: 3, phase: { is: 'exited', code: 0 } });
});

test("the health check of a container's image continues after a take-over", () => {
  const db = service('db', { container: { check: 'image', ports: [] } as never });
  const foundCheck = { ...service('x', { health: { type: 'exec' } }).health! };
  const young = was('db', { live: { ...live, wasReady: false, foundCheck } });
  const world = restore([db, service('api', { requires: ['db'] })], [young]);
  expect(world.asked()).toEqual(['adopt db', 'probe db']);
  world.wait(900).probed('db');
  expect([world.phase('db'), world.asked()]).toEqual(['running', ['exec api']]);
  // A check that is now in the file, or no longer from an image, is a different check.
  expect(restore([service('db', { health })], [young]).of('db').spec).toMatchObject({ health });
  expect(restore([service('db')], [young]).of('db').spec).not.toHaveProperty('health');
});

test('a ready service is probed at once, and stays ready until its retries are used up', () => {
  const world = restore([service('web', { health }), service('api', { requires: ['web'] })], [was('web', { live })]);
  expect(world.asked()).toEqual(['adopt web', 'probe web', 'exec api']);
  world.probed('web', 'refused');
  expect(world.of('web').phase).toEqual({ is: 'running', ready: true, unhealthy: null });
  world.wait(1000).probed('web', 'refused');
  expect(world.of('web').phase).toMatchObject({
    is: 'running',
    ready: true,
    unhealthy: { error: { text: 'refused' } },
  });
  world.wait(1000).probed('web');
  expect(world.of('web').phase).toEqual({ is: 'running', ready: true, unhealthy: null });
});

test('a service that was not ready gets its whole start time again', () => {
  const world = restore([service('web', { health })], [was('web', { live: { ...live, wasReady: false } })]);
  expect(world.phase('web')).toBe('starting probing');
  expect(world.timer('web', 'start-deadline')).toBe(NOW_MS + 30_000);
  expect(world.probed('web').phase('web')).toBe('running');
});

test('an adopted log check does not wait again for a line of an earlier session', () => {
  const log = { type: 'log', target: 'listening' } as const;
  expect(restore([service('web', { health: log })], [was('web', { live })]).asked()).toEqual(['adopt web']);
});

test('a service that the user stopped stays stopped', () => {
  const world = restore([service('web')], [was('web', { intent: 'down', ended: { is: 'exited', code: 0 } })]);
  expect(world.asked()).toEqual([]);
  expect(world.of('web')).toMatchObject({ intent: 'down', phase: { is: 'exited', code: 0 } });
  expect(world.start('web').asked()).toEqual(['exec web']);
});

test('a finished oneshot does not run again, and delays no service', () => {
  const specs = [oneshot('migrate'), service('api', { requires: ['migrate'] })];
  const world = restore(specs, [was('migrate', { ended: { is: 'exited', code: 0 } }), was('api', { runs: 0 })]);
  expect(world.asked()).toEqual(['exec api']);
  expect(world.of('migrate').runs).toBe(3);
});

test('a failure stays, with its restarts, and the planned next try comes', () => {
  const specs = [service('web'), service('api')];
  const world = restore(specs, [
    was('web', { ended: failed, gaveUp: true, restarts: 10 }),
    was('api', { ended: failed, restarts: 2, backoffMs: 4000, nextTryMs: NOW_MS + 500 }),
  ]);
  expect(world.of('web')).toMatchObject({ phase: failed, gaveUp: true, restarts: 10, sinceMs: 50_000 });
  expect(world.of('api')).toMatchObject({ phase: failed, restarts: 2, nextTryMs: NOW_MS + 500 });
  expect(world.wait(499).asked()).toEqual([]);
  expect(world.wait(1).asked()).toEqual(['exec api']);
  world.spawned('api').exits('api', 1);
  expect(world.of('api').restarts).toBe(3);
  const late = restore([service('api')], [was('api', { ended: failed, nextTryMs: NOW_MS - 9000 })]);
  expect(late.wait(0).asked()).toEqual(['exec api']);
});

describe('a service whose last run has failed soon', () => {
  const failedRuns = { count: 2, run: 2, failure: failed.failure, lastedMs: 700 };
  const restored = (more: Partial<RestoredService>) =>
    restore([service('web'), service('api', { requires: ['web'] })], [was('web', { failedRuns, ...more })]);
  const soon: RestoredRun = { ...live, startedMs: NOW_MS - 100, wasReady: false };

  test('must last longer under the next supervisor too', () => {
    const world = restored({ ended: failed, nextTryMs: NOW_MS + 500 })
      .wait(500)
      .spawned('web');
    expect(world.wait(1399).phase('api')).toBe('blocked on web');
    expect(world.wait(1).phase('api')).toBe('starting spawning');
  });

  test('has already lasted when it is adopted', () => {
    const world = restored({ live: soon });
    expect(world.wait(1299).phase('api')).toBe('blocked on web');
    expect(world.wait(1).phase('api')).toBe('starting spawning');
  });

  test('starts afresh if its config has changed', () => {
    const world = restored({ ended: failed, changed: true }).spawned('web').wait(25);
    expect(world.phase('api')).toBe('starting spawning');
  });
});

test('after the clock was set back, no wait is longer than the back-off, and nothing lies in the future', () => {
  const lifecycle = { restartDelayMs: 1000, restartDelayMaxMs: 8000 };
  const future = NOW_MS + 2 * 86_400_000;
  const world = restore(
    [service('web', { lifecycle }), service('api')],
    [
      was('web', { ended: failed, backoffMs: 4000, nextTryMs: future, sinceMs: future }),
      was('api', { live: { ...live, startedMs: future }, sinceMs: future }),
    ],
  );
  expect(world.of('web')).toMatchObject({ nextTryMs: NOW_MS + 4000, sinceMs: NOW_MS });
  expect(world.timer('web', 'restart')).toBe(NOW_MS + 4000);
  expect(world.of('api')).toMatchObject({ sinceMs: NOW_MS, live: { startedMs: NOW_MS } });
  const slow = restore(
    [service('web', { lifecycle: { restartDelayMs: 9000, restartDelayMaxMs: 8000 } })],
    [was('web', { ended: failed, nextTryMs: future })],
  );
  expect(slow.timer('web', 'restart')).toBe(NOW_MS + 9000);
});

test('a service that lacked something is retried, because its watcher is gone', () => {
  const spawn = { is: 'failed', failure: { type: 'spawn', message: 'no such directory' } } as const;
  const world = restore([service('web')], [was('web', { ended: spawn, gaveUp: true, restarts: 1 })]);
  expect(world.asked()).toEqual(['exec web']);
  const spent = restore([service('web')], [was('web', { ended: spawn, gaveUp: true, restarts: 10 })]);
  expect(spent.asked()).toEqual([]);
  const build = { is: 'failed', failure: { type: 'build', code: 1, signal: null } } as const;
  expect(restore([service('web')], [was('web', { ended: build, gaveUp: true })]).asked()).toEqual([]);
});

test('an adopted oneshot keeps working, without a health check', () => {
  const world = restore([oneshot('seed', { health })], [was('seed', { live: { ...live, wasReady: false } })]);
  expect([world.asked(), world.phase('seed')]).toEqual([['adopt seed'], 'running']);
});

test('a service that lacked something is tried again without end if its restarts have no limit', () => {
  const spawn = { is: 'failed', failure: { type: 'spawn', message: 'no such command' } } as const;
  const lacks = (maxRestarts: number, restarts: number) =>
    restore([service('web', { lifecycle: { maxRestarts } })], [was('web', { ended: spawn, restarts })]).asked();
  expect([lacks(0, 0), lacks(0, 7), lacks(3, 2), lacks(3, 3)]).toEqual([['exec web'], ['exec web'], ['exec web'], []]);
});

test.each([
  { changed: true },
  { live: { ...live, stopRequested: true } },
])('a oneshot that was to end has not done its work, whatever its exit status: %o', (how) => {
  const world = restore([oneshot('seed')], [was('seed', { live, ...how })]);
  world.asked();
  expect(world.ends('seed', 0).asked()).toEqual(['exec seed']);
});

test('an adopted run keeps the time of its state, or takes that of its start if it was not ready, and its last exit is known', () => {
  const lastExit = { run: 2, code: 4, signal: null };
  const ready = restore([service('web')], [was('web', { live, lastExit })]);
  expect(ready.of('web')).toMatchObject({ sinceMs: 50_000, lastExit });
  const young = restore([service('web')], [was('web', { live: { ...live, wasReady: false } })]);
  expect(young.of('web').sinceMs).toBe(40_000);
});

test('a changed service begins its back-off again', () => {
  const past = { restarts: 4, backoffMs: 8000, ended: failed, nextTryMs: null };
  const of = (changed: boolean) => restore([service('web')], [was('web', { ...past, changed })]).of('web');
  expect([of(true).restarts, of(true).failedRuns]).toEqual([0, null]);
});

test('a service that left the config is awake while its run is stopped', () => {
  const gone = was('old', { live, removed: service('old'), asleep: true } as never);
  const world = restore([service('web')], [gone]);
  expect(world.of('old')).toMatchObject({ intent: 'down', asleep: false, leaving: true });
});

test('an adopted run has neither given up nor become unhealthy, and an unfinished stop is completed', () => {
  const of = (past: object) => restore([service('web')], [was('web', past)]).of('web');
  expect(of({ live, gaveUp: true })).toMatchObject({ gaveUp: false, phase: { is: 'running', unhealthy: null } });
  const interrupted = [of({ live }), of({ live: { ...live, stopRequested: true } }), of({ live, changed: true })];
  expect(interrupted.map((service) => service.live?.interrupted)).toEqual([false, true, true]);
});

test('a follower keeps running with its dependency unless that restarts', () => {
  const specs = [service('db'), service('api', { requires: ['db'], lifecycle: { onDependencyRestart: 'restart' } })];
  const api = was('api', { live });
  const asked = (db: object) => restore(specs, [was('db', db), api]).asked();
  expect(asked({ live })).toEqual(['adopt db', 'adopt api']);
  expect(asked({ live: null, ended: { is: 'exited', code: null }, intent: 'down' })).toEqual(['adopt api']);
  expect(asked({ live: null })).toEqual(['adopt api', 'SIGTERM api', 'exec db']);
  expect(asked({ live: null, runs: 0 })).toEqual(['adopt api', 'exec db']);
});

test('the failure of an adopted run counts, because the user has sent it no signal', () => {
  const young = was('web', { live: { ...live, startedMs: NOW_MS } });
  expect(
    restore([service('web')], [young])
      .ends('web', 1)
      .of('web').failedRuns?.count,
  ).toBe(1);
});
