import { describe, expect, test } from 'vitest';
import { scenario, service } from './scenario.ts';

describe('how a run ends', () => {
  const up = () => scenario([service('api')]).up('api');

  test.each([
    [0, { is: 'exited', code: 0 }],
    [3, { is: 'failed', failure: { type: 'exit-code', code: 3 } }],
    ['SIGSEGV', { is: 'failed', failure: { type: 'signal', signal: 'SIGSEGV' } }],
  ] as const)('%s', (how, phase) => {
    expect(up().exits('api', how).of('api').phase).toEqual(phase);
  });

  test('a spawn that fails is retried by the restart policy', () => {
    const world = scenario([service('api')])
      .start('api')
      .spawnFails('api');
    expect(world.of('api').phase).toEqual({ is: 'failed', failure: { type: 'spawn', message: 'no such directory' } });
    world.asked();
    expect(world.wait(1000).asked()).toEqual(['exec api']);
  });

  test('the exit comes before the end of the tree, so a second exit or an early end of the tree changes nothing', () => {
    const world = up().treeGone('api');
    expect(world.phase('api')).toBe('running');
    world.exits('api', 1).exits('api', 0);
    expect(world.phase('api')).toBe('failed');
  });
});

describe('build', () => {
  const specs = [
    service('api', { build: 'make', watch: {} }),
    service('web', { requires: ['api'], lifecycle: { onDependencyRestart: 'restart' } }),
  ];
  const up = () => scenario(specs).start('api').spawned('api').ends('api', 0).spawned('api').up('web');

  test('runs before exec', () => {
    const world = scenario(specs).start('api');
    expect(world.phase('api')).toBe('starting building');
    expect(world.spawned('api').ends('api', 0).asked()).toEqual(['build api', 'SIGTERM api', 'exec api']);
  });

  test('its failure is a separate kind of failure, and waits for a change', () => {
    const world = scenario(specs).start('api').spawned('api').ends('api', 2);
    expect(world.of('api').phase).toEqual({ is: 'failed', failure: { type: 'build', code: 2, signal: null } });
    world.asked();
    expect(world.wait(1e6).asked()).toEqual([]);
    expect(world.save('api').asked()).toEqual(['build api']);
  });

  test('on a change the old run keeps serving until the build passes; followers restart', () => {
    const world = up().save('api');
    expect(world.asked()).toEqual(['build api']);
    world.spawned('api');
    expect(world.phases()).toEqual({ api: 'running', web: 'running' });
    world.ends('api', 0, 3);
    expect(world.asked()).toEqual(['SIGTERM api', 'SIGTERM web']);
    world.ends('web', 0);
    expect(world.asked()).toEqual(['SIGTERM api']);
    expect(world.ends('api', 0).spawned('api').asked()).toEqual(['exec api', 'exec web']);
  });

  test('a failed background build leaves the serving run alone', () => {
    const world = up().save('api').spawned('api').ends('api', 1, 3);
    expect(world.phase('api')).toBe('running');
    expect(world.of('api').buildFailure).toEqual({ type: 'build', code: 1, signal: null });
  });

  test('a change during the build ends it, and another build follows', () => {
    const world = up().save('api').spawned('api');
    world.asked();
    expect(world.save('api').asked()).toEqual(['SIGKILL api']);
    expect(world.timer('api', 'kill')).not.toBeNull();
    expect(world.ends('api', 'SIGKILL', 3).asked()).toEqual(['build api']);
  });

  test('after a crash of the old run, the build is the first part of the next start', () => {
    const world = up().save('api').spawned('api').ends('api', 1, 2);
    expect(world.phase('api')).toBe('starting building');
    world.asked();
    expect(world.wait(500).ends('api', 0).asked()).toEqual(['SIGTERM api', 'exec api']);
  });

  test('has its own time to end: its SIGKILL does not shorten the time of the run beside it', () => {
    const world = up().save('api').spawned('api').exits('api', 1, 3).wait(9000).restart('api');
    world.asked();
    const kill = { type: 'timer-fired', name: 'api', timer: 'kill', run: 3 } as const;
    expect(world.tell(kill).asked()).toEqual(['SIGKILL api']);
  });

  test('is killed only by its own timer, and the run beside it keeps its time', () => {
    const world = up().save('api').spawned('api').save('api').exits('api', 0, 2);
    world.asked();
    const kill = { type: 'timer-fired', name: 'api', timer: 'kill', run: 3 } as const;
    expect(world.tell(kill).asked()).toEqual(['SIGKILL api']);
  });

  test('a build from before a change is not started', () => {
    const world = scenario(specs).start('api').spawned('api').exits('api', 0).save('api');
    world.asked();
    expect(world.treeGone('api').asked()).toEqual(['build api']);
  });
});

describe('the actual environment of a run', () => {
  const specs = [service('api', { env: { A: '1' } }), service('web', { env: { A: '1' } })];
  const again = (env: Record<string, string>) =>
    scenario(specs).start('api').tell({ type: 'spawned', name: 'api', run: 1, pid: 7, env });

  test('replaces that of its spec, so that a reload to the same environment restarts nothing', () => {
    const world = again({ A: '2' });
    expect(world.of('api').spec).toMatchObject({ env: { A: '2' } });
    world.asked();
    const next = specs.map((spec) => ({ ...spec, env: { A: '2' } }));
    expect(world.tell({ type: 'specs-replaced', specs: next }).asked()).toEqual([]);
    expect(world.tell({ type: 'specs-replaced', specs }).asked(), 'and to another does').toEqual(['SIGTERM api']);
  });

  test('is ignored if the config was read again before it was reported', () => {
    const world = scenario(specs).start('api');
    const next = specs.map((spec) => ({ ...spec, env: { A: '3' } }));
    world.tell({ type: 'specs-replaced', specs: next });
    world.tell({ type: 'spawned', name: 'api', run: 1, pid: 7, env: { A: '2' } });
    expect(world.of('api').spec).toMatchObject({ env: { A: '3' } });
  });

  test('of a build does not change the environment of the run beside it', () => {
    const built = [service('api', { build: 'make', watch: {}, env: { A: '1' } })];
    const world = scenario(built).start('api').spawned('api').ends('api', 0).spawned('api').save('api');
    world.tell({ type: 'spawned', name: 'api', run: 3, pid: 8, env: { A: '2' } });
    world.ends('api', 1, 3).asked();
    const next = built.map((spec) => ({ ...spec, env: { A: '2' } }));
    expect(world.tell({ type: 'specs-replaced', specs: next }).asked()).toEqual(['SIGTERM api']);
  });

  test('is ignored once the run is over', () => {
    const world = scenario(specs).start('api').spawned('api').ends('api', 0);
    world.tell({ type: 'spawned', name: 'api', run: 1, pid: 7, env: { A: '2' } });
    expect(world.of('api').spec).toMatchObject({ env: { A: '1' } });
  });
});

describe('a background build that cannot be started', () => {
  const saved = () =>
    scenario([service('api', { build: 'make', watch: {} })])
      .start('api')
      .spawned('api')
      .ends('api', 0)
      .spawned('api')
      .save('api');

  test('is reported while the run keeps serving, and the next change builds again', () => {
    const world = saved().spawnFails('api');
    expect(world.phase('api')).toBe('running');
    expect(world.of('api')).toMatchObject({ build: null, buildFailure: { type: 'spawn' } });
    world.asked();
    expect(world.save('api').asked()).toEqual(['build api']);
  });

  test('does not shorten a stop', () => {
    const world = saved().stop('api');
    expect(world.spawnFails('api').phase('api')).toBe('stopping signalled');
    expect(world.ends('api', 0).phase('api')).toBe('exited');
    const gone = saved().stop('api').ends('api', 0);
    expect(gone.phase('api')).toMatch('stopping');
    expect(gone.spawnFails('api').phase('api')).toBe('exited');
  });
});

test('the holder of a port is still shown while the port is checked again', () => {
  const world = scenario([service('web', { port: 80 })])
    .start('web')
    .portIs('web', 'held')
    .wait(500);
  expect(world.asked()).toEqual(['port web', 'port web']);
  expect(world.of('web').phase).toMatchObject({ is: 'blocked', on: [{ type: 'port', holder: { command: 'nginx' } }] });
});

test('a start after failures begins with the shortest delay', () => {
  const world = scenario([service('api', { lifecycle: { restartDelayMs: 100 } })]).up('api');
  world.ends('api', 1).diagnosed('api').wait(100).spawned('api').ends('api', 1).diagnosed('api').start('api');
  world.spawned('api').ends('api', 1);
  expect(world.timer('api', 'restart')).toBe(world.nowMs + 100);
});

test('the next start does not repeat a build that was stopped because of changed sources', () => {
  const world = scenario([service('api', { build: 'make', watch: {} })])
    .start('api')
    .spawned('api');
  world.save('api').stop('api').ends('api', 'SIGTERM').asked();
  world.start('api').spawned('api').ends('api', 0);
  expect(world.asked().filter((what) => !what.startsWith('SIG'))).toEqual(['build api', 'exec api']);
});

test('a new build removes the failure of the last one', () => {
  const world = scenario([service('api', { build: 'make', watch: {} })])
    .start('api')
    .spawned('api')
    .ends('api', 0);
  world.spawned('api').save('api').spawned('api').ends('api', 1, 3);
  expect(world.of('api').buildFailure).not.toBeNull();
  world.restart('api').ends('api', 'SIGTERM');
  expect(world.phase('api')).toBe('starting building');
  expect(world.of('api').live?.purpose).toBe('build');
});

test('a stop keeps the back-off of an unstable run, and resets that of a stable one', () => {
  const lifecycle = {
    restart: 'always',
    restartDelayMs: 100,
    restartDelayMaxMs: 10_000,
    stabilityPeriodMs: 5000,
  } as const;
  const world = scenario([service('a', { lifecycle })]).up('a');
  world.ends('a', 1).wait(100).spawned('a').ends('a', 1).wait(200).spawned('a');
  const { backoffMs, restarts } = world.of('a');
  expect(restarts).toBe(2);
  const stopped = (afterMs: number) => {
    const other = scenario([service('a', { lifecycle })]);
    other.state = world.state;
    other.nowMs = world.nowMs + afterMs;
    other.tell({ type: 'stop-requested', names: ['a'] }).ends('a', 0);
    return other.of('a');
  };
  expect(stopped(4000)).toMatchObject({ backoffMs, restarts });
  expect(stopped(5000)).toMatchObject({ backoffMs: 100, restarts: 0 });
});

test('failures in a row are counted, and a run of exactly the stability period begins a new count', () => {
  const world = scenario([service('a', { lifecycle: { stabilityPeriodMs: 5000, restartDelayMs: 100 } })])
    .up('a')
    .ends('a', 1);
  world.wait(100).spawned('a').wait(4999).ends('a', 1);
  expect(world.of('a').failedRuns?.count).toBe(2);
  world.wait(1000).spawned('a').wait(5000).ends('a', 1);
  expect(world.of('a').failedRuns?.count).toBe(1);
});

test('a second report of a suspension changes nothing', () => {
  const world = scenario([service('a')])
    .up('a')
    .tell({ type: 'suspended', name: 'a', run: 1, suspended: true });
  const { state } = world;
  expect(world.tell({ type: 'suspended', name: 'a', run: 1, suspended: true }).state).toBe(state);
  expect(world.tell({ type: 'suspended', name: 'a', run: 1, suspended: false }).of('a').live?.suspended).toBe(false);
});

test('the stop of an old build keeps the back-off; the stop of an old run resets it', () => {
  const lifecycle = { stabilityPeriodMs: 1000, restartDelayMs: 100, restartDelayMaxMs: 800 };
  const world = scenario([service('a', { lifecycle, build: 'make', watch: {} })])
    .up('a')
    .ends('a', 0)
    .spawned('a')
    .ends('a', 1);
  world.wait(100).spawned('a').wait(2000);
  expect([world.phase('a'), world.of('a').backoffMs]).toEqual(['starting building', 200]);
  expect(world.stop('a').ends('a', 'SIGTERM').of('a').backoffMs).toBe(200);
  const other = scenario([service('a', { lifecycle })])
    .up('a')
    .ends('a', 1)
    .wait(100)
    .spawned('a')
    .wait(2000);
  expect(other.stop('a').ends('a', 'SIGTERM').of('a').backoffMs).toBe(100);
});

test('a background build with old sources is ended if the run beside it ends first', () => {
  const world = scenario([service('a', { build: 'make', watch: {} })])
    .up('a')
    .ends('a', 0)
    .spawned('a')
    .save('a')
    .save('a');
  world.ends('a', 1).asked();
  expect(world.spawned('a').asked()).toEqual(['SIGTERM a']);
});
