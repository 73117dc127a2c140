import { describe, expect, test } from 'vitest';
import { causesIn } from '../../../src/core/causes/cause.ts';
import { settlesInMs } from '../../../src/core/causes/settled.ts';
import { DEFAULT_LIFECYCLE } from '../../../src/core/service.ts';
import { oneshot, scenario, service, target } from './scenario.ts';

const { readyAfterMs } = DEFAULT_LIFECYCLE;
const BY_DEFAULT = { lifecycle: { readyAfterMs } };
const pair = (lifecycle: object = {}) => [
  service('db', { lifecycle: { readyAfterMs, ...lifecycle } }),
  service('api', { requires: ['db'] }),
];

describe('without a health check, a service is ready', () => {
  test('once it has lived for ready_after_ms; it runs from the fork on', () => {
    const world = scenario(pair()).start('api').spawned('db');
    expect(world.phases()).toEqual({ db: 'running', api: 'blocked on db' });
    world.wait(24);
    expect(world.phase('api')).toBe('blocked on db');
    world.wait(1);
    expect(world.phase('api')).toBe('starting spawning');
  });

  test('never, if it ends before, and then nothing that requires it starts', () => {
    const world = scenario(pair({ maxRestarts: 3, restartDelayMs: 100 })).start('api');
    for (let run = 1; run <= 4; run++) world.spawned('db').wait(20).ends('db', 3).wait(1000);
    expect(world.of('db')).toMatchObject({ gaveUp: true, runs: 4 });
    expect(world.asked().filter((asked) => asked.endsWith(' api'))).toEqual([]);
  });

  test('after a short failed run, once it has lasted twice as long, and at least a second', () => {
    const world = scenario(pair()).start('api').spawned('db').wait(700).ends('db', 1);
    world.wait(1000).spawned('db').wait(1399);
    expect(world.of('db').phase).toMatchObject({ is: 'running', ready: false });
    world.wait(1);
    expect(world.of('db').phase).toMatchObject({ ready: true });
    const quick = scenario(pair()).start('db').spawned('db').ends('db', 1).wait(1000).spawned('db').wait(999);
    expect(quick.of('db').phase).toMatchObject({ ready: false });
    expect(quick.wait(1).of('db').phase).toMatchObject({ ready: true });
  });

  test('it is ready at the latest after the stability period', () => {
    const world = scenario(pair({ stabilityPeriodMs: 3000 }))
      .start('db')
      .spawned('db')
      .wait(2900)
      .ends('db', 1);
    expect(world.wait(1000).spawned('db').wait(3000).of('db').phase).toMatchObject({ ready: true });
  });

  test.each([
    ['a start by the user', (world: ReturnType<typeof scenario>) => world.start('db')],
    ['a restart by the user', (world: ReturnType<typeof scenario>) => world.restart('db')],
    ['a changed file', (world: ReturnType<typeof scenario>) => world.save('db')],
  ])('soon again after %s', (_, again) => {
    const specs = [service('db', { ...BY_DEFAULT, watch: {} })];
    const world = scenario(specs).start('db').spawned('db').ends('db', 1);
    expect(again(world).spawned('db').wait(readyAfterMs).of('db').phase).toMatchObject({ ready: true });
  });

  test('soon again after a run that got a signal from the user', () => {
    const world = scenario(pair()).start('db').spawned('db').wait(700).kill('db', 'SIGKILL').ends('db', 'SIGKILL');
    expect(world.wait(1000).spawned('db').wait(readyAfterMs).of('db').phase).toMatchObject({ ready: true });
  });

  test('as usual if the failed run had lasted', () => {
    const world = scenario(pair()).start('db').spawned('db').wait(30_000).ends('db', 1);
    expect(world.wait(0).spawned('db').wait(readyAfterMs).of('db').phase).toMatchObject({ ready: true });
  });
});

test('`after` does not wait for any of this', () => {
  const specs = [service('db', BY_DEFAULT), service('api', { after: ['db'] })];
  expect(scenario(specs).start('db', 'api').asked()).toEqual(['exec db', 'exec api']);
});

test('failures in a row are counted, with the last reason, until a run has lasted', () => {
  const world = scenario(pair({ restartDelayMs: 100 }))
    .start('db')
    .spawned('db')
    .wait(50)
    .ends('db', 1);
  world.wait(100).spawned('db').wait(50).ends('db', 2).wait(1000).spawned('db');
  const cause = () => causesIn(world.state, world.nowMs)('db');
  expect(cause()).toMatchObject({
    state: 'running',
    ready: false,
    failedRuns: { count: 2, run: 2, failure: { type: 'exit-code', code: 2 }, lastedMs: 50 },
  });
  world.wait(30_000);
  expect(cause()?.failedRuns).toBeNull();
});

test('settled means ready for a second, or ready if there is a health check; a target is settled when its requirements are', () => {
  const specs = [
    service('plain'),
    service('checked', { health: {} }),
    oneshot('job', { requires: ['plain'] }),
    target('all', { requires: ['plain', 'job'] }),
  ];
  const world = scenario(specs).start('checked', 'all').spawned('plain', 'checked', 'job');
  const settles = (name: string) => settlesInMs(name, causesIn(world.state, world.nowMs), world.state);
  expect([settles('plain'), settles('checked'), settles('job'), settles('all')]).toEqual([1000, null, null, null]);
  world.probed('checked').ends('job', 0).wait(400);
  expect([settles('plain'), settles('checked'), settles('job'), settles('all')]).toEqual([600, 0, 0, 600]);
  world.wait(600);
  expect(settles('all')).toBe(0);
});

test.each([
  ['node server.js', 1000],
  ['npm run dev', 2500],
  ['PORT=3000 exec npm run dev', 2500],
  ['./gradlew bootRun', 2500],
  ['npm-like-thing', 1000],
])('%s is settled after %d ms, because a tool first does its own work', (exec, ms) => {
  const world = scenario([service('api', { exec })])
    .start('api')
    .spawned('api');
  expect(settlesInMs('api', causesIn(world.state, world.nowMs), world.state)).toBe(ms);
});

test('a run after a file change is settled once it has clearly outlived the moment of that change', () => {
  const world = scenario([service('api', { watch: {} })])
    .start('api')
    .spawned('api')
    .wait(400);
  const settles = () => settlesInMs('api', causesIn(world.state, world.nowMs), world.state);
  world.tell({ type: 'files-changed', name: 'api', paths: ['/project/src/a.json'] });
  world.ends('api', 'SIGTERM').spawned('api');
  expect(settles()).toBe(1800);
  world.tell({ type: 'restart-requested', names: ['api'], dependents: false });
  world.ends('api', 'SIGTERM').spawned('api');
  expect(settles(), 'a restart by the user').toBe(1000);
});

test('a run that waits for its stop signal does not become ready, however long it lives', () => {
  const world = scenario([service('db'), service('api', { requires: ['db'] })]).up('db', 'api');
  world.ends('db', 1).wait(1000).spawned('db').stop('db');
  expect(world.phase('db')).toBe('stopping waiting');
  expect(world.wait(5000).phase('db')).toBe('stopping waiting');
});

test('the ready timer of a run is gone after its stop', () => {
  const world = scenario([service('a', { lifecycle: { readyAfterMs: 500 } })]).up('a');
  expect(world.timer('a', 'ready')).toBe(500);
  expect(world.stop('a').timer('a', 'ready')).toBeNull();
});

test('a service that has ended or is being stopped does not become ready from a late timer', () => {
  const late = { type: 'timer-fired', name: 'a', timer: 'ready', run: 1 } as const;
  const up = () => scenario([service('a', { lifecycle: { readyAfterMs: 1000 } })]).up('a');
  expect([up().exits('a', 1).tell(late).phase('a'), up().stop('a').tell(late).phase('a')]).toEqual([
    'failed',
    'stopping signalled',
  ]);
});
