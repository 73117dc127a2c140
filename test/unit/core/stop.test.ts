import { describe, expect, test } from 'vitest';
import { causeOf } from '../../../src/core/causes/cause.ts';
import { stillAliveText } from '../../../src/present/stopping.ts';
import { oneshot, scenario, service } from './scenario.ts';

const shop = () =>
  scenario([
    service('db', { lifecycle: { stopTimeoutMs: 2000 } }),
    oneshot('migrate', { requires: ['db'] }),
    service('api', { requires: ['migrate'] }),
    service('web', { requires: ['api'] }),
    service('mail'),
  ]).up('db', 'migrate', 'api', 'web', 'mail');

describe('stop', () => {
  test('dependents stop first, and come back with the service that they require', () => {
    const world = shop().stop('db');
    expect(world.asked()).toEqual(['SIGTERM web']);
    expect(world.phases()).toMatchObject({ api: 'stopping waiting', db: 'stopping waiting', mail: 'running' });
    expect(world.exits('web', 0).asked()).toEqual([]);
    expect(world.treeGone('web').asked()).toEqual(['SIGTERM api']);
    expect(world.ends('api', 'SIGTERM').asked()).toEqual(['SIGTERM db']);
    world.ends('db', 'SIGTERM');
    expect(world.phases()).toMatchObject({ db: 'exited', migrate: 'exited', api: 'blocked on migrate' });
    expect(world.of('api').intent).toBe('up');
    expect(world.start('db').spawned('db').spawned('api').spawned('web').asked()).toEqual([
      'exec db',
      'exec api',
      'exec web',
    ]);
  });

  test('SIGKILL follows after stop_timeout_ms, and again every second until nothing is left', () => {
    const world = shop().stop('web').stop('api').ends('web', 0).ends('api', 0).stop('db');
    world.asked();
    expect(world.wait(1999).asked()).toEqual([]);
    expect(world.wait(1).asked()).toEqual(['SIGKILL db']);
    expect(world.wait(2000).asked()).toEqual(['SIGKILL db', 'SIGKILL db']);
    expect(world.ends('db', 'SIGKILL').wait(60_000).asked()).toEqual([]);
    expect(world.of('db').phase).toEqual({ is: 'exited', code: null });
  });

  test('the leftovers of a crashed dependent are awaited too', () => {
    const world = shop().exits('web', 1).stop('api');
    expect(world.asked()).toEqual(['SIGTERM web']);
    expect(world.treeGone('web').asked()).toEqual(['SIGTERM api']);
  });

  test('a second stop neither signals again nor gives more time', () => {
    const world = shop().stop('mail');
    const dueMs = world.timer('mail', 'kill');
    world.asked();
    expect(world.wait(500).stop('mail').asked()).toEqual([]);
    expect(world.timer('mail', 'kill')).toBe(dueMs);
  });

  test('during the spawn takes effect as soon as there is a process', () => {
    const world = scenario([service('api')])
      .start('api')
      .stop('api');
    expect(world.asked()).toEqual(['exec api']);
    expect(world.spawned('api').asked()).toEqual(['SIGTERM api']);
    expect(world.ends('api', 'SIGTERM').phase('api')).toBe('exited');
  });

  test('a start during the stop takes effect after it', () => {
    const world = shop().stop('mail').start('mail');
    expect(world.asked()).toEqual(['SIGTERM mail']);
    expect(world.exits('mail', 0).asked()).toEqual([]);
    expect(world.treeGone('mail').asked()).toEqual(['exec mail']);
  });

  test('the leftovers of a run that ended by itself are ended before the next run starts', () => {
    const world = shop();
    expect(world.exits('mail', 1).asked()).toEqual(['SIGTERM mail']);
    world.wait(1000);
    expect(world.phase('mail')).toBe('blocked on remains');
    expect(world.wait(9000).asked()).toEqual(['SIGKILL mail']);
    expect(world.treeGone('mail').asked()).toEqual(['exec mail']);
  });
});

describe('shutdown', () => {
  test('stops all in order, the independent ones in parallel, and finishes once', () => {
    const world = shop().shutdown();
    expect(world.asked().sort()).toEqual(['SIGTERM mail', 'SIGTERM web']);
    world.ends('mail', 0).ends('web', 0).ends('api', 0);
    expect(world.asked()).toEqual(['SIGTERM api', 'SIGTERM db']);
    expect(world.ends('db', 0).asked()).toEqual(['finish']);
    expect(world.start('db').shutdown(true).asked()).toEqual([]);
  });

  test('by force kills everything at once, and a process that is still being spawned as soon as it exists', () => {
    const world = shop().restart('mail').ends('mail', 0).shutdown();
    world.asked();
    expect(world.shutdown(true).asked().sort()).toEqual(['SIGKILL api', 'SIGKILL db', 'SIGKILL web']);
    expect(world.spawned('mail').asked()).toEqual(['SIGKILL mail']);
    for (const name of ['mail', 'web', 'db', 'api']) world.ends(name, 'SIGKILL');
    expect(world.asked()).toEqual(['finish']);
  });

  test('starts nothing more: no restart, no blocked service, no requested start', () => {
    const world = shop().ends('mail', 1).shutdown().wait(5000).start('mail').restart('mail').ends('web', 1);
    expect(world.asked().filter((word) => word.startsWith('exec'))).toEqual([]);
  });

  test('waits for builds', () => {
    const world = scenario([service('api', { build: 'make', watch: {} })])
      .start('api')
      .spawned('api')
      .ends('api', 0);
    world.spawned('api').save('api').spawned('api').shutdown().ends('api', 0, 2);
    expect(world.state.finished).toBe(false);
    expect(world.ends('api', 'SIGTERM', 3).state.finished).toBe(true);
  });

  test('with nothing running, it finishes at once', () => {
    expect(
      scenario([service('api')])
        .shutdown()
        .asked(),
    ).toEqual(['finish']);
  });
});

describe('a oneshot whose turn to stop has not come', () => {
  /** A oneshot that runs again while `api`, which requires it, still runs. */
  const atWork = () => {
    const world = shop().restart('migrate').spawned('migrate');
    world.asked();
    return world;
  };

  test('has done its work if it ends well by itself, and does not run again', () => {
    const world = atWork().stop('migrate').exits('migrate', 0);
    expect(world.phase('migrate')).toBe('stopping waiting');
    world.treeGone('migrate').ends('web', 0).ends('api', 0);
    expect(world.of('migrate').phase).toEqual({ is: 'exited', code: 0 });
    world.asked();
    expect(world.start('api').asked()).toEqual(['exec api']);
  });

  test('does not run again if only its requirement was stopped', () => {
    const world = atWork().stop('db').ends('migrate', 0).ends('web', 0).ends('api', 0).ends('db', 0);
    world.asked();
    expect(world.start('db').spawned('db').asked()).toEqual(['exec db', 'exec api']);
  });

  test('has not done its work if it failed, or if it was to run again before it ended', () => {
    expect(atWork().stop('migrate').ends('migrate', 1).of('migrate').phase).toEqual({ is: 'exited', code: null });
    const anew = atWork().restart('migrate', true).stop('migrate').ends('migrate', 0);
    expect(anew.of('migrate').phase).toEqual({ is: 'exited', code: null });
  });

  test('has not done its work if it got its stop signal, whatever its exit status', () => {
    const world = scenario([oneshot('migrate')])
      .start('migrate')
      .spawned('migrate')
      .stop('migrate');
    expect(world.ends('migrate', 0).of('migrate').phase).toEqual({ is: 'exited', code: null });
  });
});

describe('a stop command', () => {
  const specs = [service('db', { lifecycle: { stopCommand: 'pg_ctl stop', stopTimeoutMs: 3000 } })];

  test('replaces the signal, which follows after the stop timeout, and SIGKILL after another one', () => {
    const world = scenario(specs).up('db');
    world.asked();
    world.stop('db');
    expect([world.asked(), world.phase('db')]).toEqual([['stop command db'], 'stopping signalled']);
    expect(world.wait(2999).asked()).toEqual([]);
    expect(world.wait(1).asked()).toEqual(['SIGTERM db']);
    expect(world.wait(3000).asked()).toEqual(['SIGKILL db']);
  });

  test('can be keys that are typed on its terminal', () => {
    const keyed = [service('db', { lifecycle: { stopKeys: ['q'], stopTimeoutMs: 3000 } })];
    const world = scenario(keyed).up('db').stop('db');
    expect(world.asked()).toContain('stop command db');
    expect(causeOf(world.of('db'), world.state, world.nowMs).stop).toMatchObject({
      byKeys: true,
      signal: 'SIGTERM',
      killInMs: 6000,
    });
    expect(world.wait(3000).asked()).toEqual(['SIGTERM db']);
    expect(causeOf(world.of('db'), world.state, world.nowMs).stop).not.toHaveProperty('byKeys');
  });

  test('is followed by the signal at once if it fails; if it succeeds, the service keeps its time', () => {
    const world = scenario(specs).up('db').stop('db');
    world.asked();
    world.tell({ type: 'stop-command-ended', name: 'db', run: 1, ok: true });
    expect(world.asked()).toEqual([]);
    world.tell({ type: 'stop-command-ended', name: 'db', run: 1, ok: false });
    expect(world.asked()).toEqual(['SIGTERM db']);
    world.tell({ type: 'stop-command-ended', name: 'db', run: 1, ok: false });
    expect(world.asked()).toEqual([]);
  });

  test('is followed by the signal for the leftovers of the service', () => {
    const world = scenario(specs).up('db').stop('db');
    world.asked();
    world.ends('db', 0);
    expect([world.asked(), world.phase('db'), world.timer('db', 'kill')]).toEqual([['SIGTERM db'], 'exited', null]);
  });

  test('leaves the signal its whole time, even if the timer of the command fires late', () => {
    const world = scenario(specs).up('db').stop('db').wait(2990);
    world.tell({ type: 'stop-command-ended', name: 'db', run: 1, ok: false });
    world.asked();
    world.tell({ type: 'timer-fired', name: 'db', timer: 'kill', run: 1 });
    expect(world.wait(2999).asked()).toEqual([]);
    expect(world.wait(1).asked()).toEqual(['SIGKILL db']);
  });

  test('leaves the leftovers their whole time too', () => {
    const world = scenario(specs).up('db').stop('db').wait(2990).exits('db', 0);
    world.asked();
    world.tell({ type: 'timer-fired', name: 'db', timer: 'kill', run: 1 });
    expect(world.wait(2999).asked()).toEqual([]);
    expect(world.wait(1).asked()).toEqual(['SIGKILL db']);
  });

  test('is skipped by a second request to stop everything', () => {
    const world = scenario(specs).up('db').shutdown();
    world.asked();
    expect(world.shutdown(true).asked()).toEqual(['SIGKILL db']);
    expect(world.wait(1000).asked()).toEqual(['SIGKILL db']);
  });
});

describe('the countdown of a stop', () => {
  const countdown = (world: ReturnType<typeof scenario>) =>
    stillAliveText([causeOf(world.of('db'), world.state, world.nowMs)]);

  test('counts from the signal, however long its dependents took', () => {
    const world = shop().shutdown().wait(5000);
    expect(countdown(world)).toBe('waiting for db (waits for its dependents)');
    world.ends('web', 'SIGTERM').ends('api', 'SIGTERM').wait(1000);
    expect(countdown(world)).toBe('waiting for db (SIGTERM sent 1 s ago, SIGKILL in 1 s)');
  });

  test('ends with the first SIGKILL, from which the time then counts', () => {
    const world = shop().shutdown().ends('web', 'SIGTERM').wait(1000).ends('api', 'SIGTERM').wait(4500);
    expect(countdown(world)).toBe('waiting for db (SIGKILL sent)');
    expect(causeOf(world.of('db'), world.state, world.nowMs).stop?.sentMs).toBe(2500);
  });
});

test('a container that does not exist yet gets no keys and no stop command, because nothing could react to them', () => {
  const container = { check: 'file', ports: [] } as never;
  for (const lifecycle of [{ stopKeys: ['C-c'] }, { stopCommand: 'stop it' }]) {
    const world = scenario([service('db', { container, lifecycle })]).start('db');
    world.asked();
    expect(world.stop('db').asked()).toEqual(['SIGTERM db']);
    world.spawnFails('db');
    expect([world.phase('db'), world.timer('db', 'kill')]).toEqual(['exited', null]);
  }
});

test('a build that is over, or could not be spawned, does not change the time of the run beside it', () => {
  for (const end of ['spawn-failed', 'tree-gone'] as const) {
    const world = scenario([service('api', { build: 'make', watch: {}, lifecycle: { stopTimeoutMs: 3000 } })]).start(
      'api',
    );
    world.spawned('api').ends('api', 0).spawned('api').save('api').stop('api').wait(1000);
    if (end === 'spawn-failed') world.spawnFails('api');
    else world.spawned('api').ends('api', 0, 3);
    expect([world.of('api').build, world.timer('api', 'kill')]).toEqual([null, 3000]);
  }
});

test('a container that hangs during its creation is given up, even if the config has no container there any more', () => {
  const container = { check: 'file', ports: [] } as never;
  const world = scenario([service('db', { container })]).start('db');
  world.asked();
  world.tell({ type: 'specs-replaced', specs: [service('db')] });
  expect(world.asked()).toEqual(['SIGTERM db']);
  expect(world.spawnFails('db').asked()).toEqual(['exec db']);
});

test('the kill of a background build does not show in the phase of the run, but shows without a run', () => {
  const specs = [service('a', { build: 'make', watch: {}, lifecycle: { stopTimeoutMs: 1000 } })];
  const both = scenario(specs).up('a').ends('a', 0).spawned('a').save('a').spawned('a').stop('a');
  both.tell({ type: 'timer-fired', name: 'a', timer: 'kill', run: 3 });
  expect(both.phase('a')).toBe('stopping signalled');
  both.ends('a', 'SIGTERM', 2).wait(1000);
  expect(both.phase('a')).toBe('stopping killed');
});
