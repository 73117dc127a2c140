import { describe, expect, test } from 'vitest';
import { aged } from '../../../../src/core/causes/aged.ts';
import { aliveIn, causeOf, causesIn } from '../../../../src/core/causes/cause.ts';
import { chainOf } from '../../../../src/core/causes/chain.ts';
import { neverStarted, waitedIn, wasWanted, wentWrong } from '../../../../src/core/causes/ended.ts';
import { holdupsIn, isStopping, isWaiting } from '../../../../src/core/causes/holdups.ts';
import { problemsBelow, problemsOf } from '../../../../src/core/causes/problems.ts';
import { hasFailed, isHopeless } from '../../../../src/core/causes/prospect.ts';
import { isStopped } from '../../../../src/core/causes/settled.ts';
import { blockersNow } from '../../../../src/core/readiness.ts';
import { hasOpenStdin } from '../../../../src/core/service.ts';
import { oneshot, scenario, service, target } from '../scenario.ts';

const lookup = ({ state }: ReturnType<typeof scenario>) => ({
  get: (name: string) => state.services.get(name),
  graph: state.graph,
});

describe('small questions about causes', () => {
  test('the time of a stop counts from its signal, and a stop command gets its own time first', () => {
    const plain = scenario([service('a', { lifecycle: { stopTimeoutMs: 1000 } })])
      .up('a')
      .stop('a')
      .wait(300);
    expect(causeOf(plain.of('a'), plain.state, plain.nowMs).stop).toMatchObject({ sentMs: 300, killInMs: 700 });
    const lifecycle = { stopTimeoutMs: 1000, stopCommand: 'bye' };
    const asked = scenario([service('a', { lifecycle })])
      .up('a')
      .stop('a')
      .wait(300);
    expect(causeOf(asked.of('a'), asked.state, asked.nowMs).stop).toMatchObject({ killInMs: 1700, byCommand: true });
    const waits = scenario([service('db'), service('api', { requires: ['db'] })])
      .up('db', 'api')
      .stop('db');
    expect(causeOf(waits.of('db'), waits.state, waits.nowMs).stop).toBeNull();
  });

  test('a cause grows older, and missing times stay missing', () => {
    const world = scenario([service('a')]);
    const down = causeOf(world.of('a'), world.state, 0);
    expect(aged(down, 100)).toMatchObject({ inStateMs: down.inStateMs + 100, upMs: null, nextTryInMs: null });
    world.up('a');
    const up = causeOf(world.of('a'), world.state, 50);
    expect(aged(up, 100).upMs).toBe((up.upMs ?? 0) + 100);
    world.ends('a', 1);
    const failed = causeOf(world.of('a'), world.state, world.nowMs);
    expect(aged(failed, 400).nextTryInMs).toBe((failed.nextTryInMs ?? 0) - 400);
  });

  test('a service that is being stopped is awaited from its signal on; a target never is', () => {
    const world = scenario([service('db'), service('api', { requires: ['db'] }), target('all')])
      .up('db', 'api')
      .stop('db');
    expect(['db', 'api', 'all'].map((name) => isStopping(world.of(name)))).toEqual([false, true, false]);
    expect(['db', 'gone'].map((name) => isStopped(name, world.state))).toEqual([false, true]);
  });

  test('a service that was started, or is to be, was wanted; a target has no runs', () => {
    const world = scenario([service('a'), service('b'), target('all')])
      .up('a')
      .stop('a')
      .start('all');
    expect(['a', 'b', 'all'].map((name) => wasWanted(world.of(name)))).toEqual([true, false, false]);
  });

  test('blockers are computed for a service without a process, and not for one with a process', () => {
    const world = scenario([service('db'), service('api', { requires: ['db'] })]);
    expect(blockersNow(world.of('api'), lookup(world))).toEqual([{ type: 'requires', name: 'db' }]);
    world.up('db', 'api').stop('db');
    expect(world.phases()).toEqual({ db: 'stopping waiting', api: 'stopping signalled' });
    expect(['db', 'api'].flatMap((name) => blockersNow(world.of(name), lookup(world)))).toEqual([]);
  });

  test('the worst of the awaited services is the root, wherever it is in the list', () => {
    const never = { lifecycle: { restart: 'never' } } as const;
    for (const requires of [
      ['bad', 'slow', 'down'],
      ['slow', 'down', 'bad'],
      ['down', 'bad', 'slow'],
    ]) {
      const specs = [service('bad', never), service('slow', { health: {} }), service('down', { status: 'stop' })];
      const world = scenario([...specs, service('api', { requires })]);
      world.tell({ type: 'start-requested', names: ['bad', 'slow', 'api'], withDependencies: false });
      world.spawned('bad', 'slow').ends('bad', 1);
      const problems = problemsOf(['api'], causesIn(world.state, world.nowMs));
      expect(problems.map(({ cause }) => cause.name)).toEqual(['bad']);
    }
  });

  test('a service that never started is listed under its first unready requirement', () => {
    const world = scenario([service('x'), service('y'), service('api', { requires: ['x', 'y'] })]);
    world.tell({ type: 'start-requested', names: ['api'], withDependencies: false }).shutdown();
    expect([...neverStarted(world.state)]).toContainEqual(['x', ['api']]);
  });

  test('there is no hope for a service that conflicts with a wanted one, or waits for the end of one that never runs', () => {
    const specs = [
      service('a'),
      service('b', { conflicts: ['a'] }),
      service('c'),
      service('d', { ended: ['c'] }),
      service('e', { ended: ['a'] }),
    ];
    const world = scenario(specs).up('a');
    world.tell({ type: 'start-requested', names: ['b', 'd', 'e'], withDependencies: false });
    const hopeless = (name: string) => isHopeless(name, causesIn(world.state, world.nowMs));
    expect(['a', 'b', 'd', 'e'].map(hopeless)).toEqual([false, true, true, false]);
  });

  test('a failure is reported until a run has lasted, however late that is', () => {
    const world = scenario([service('a', { lifecycle: { stabilityPeriodMs: 5000 } })])
      .wait(60_000)
      .up('a');
    world.ends('a', 1).wait(1000).spawned('a').wait(4000);
    const failed = () => causeOf(world.of('a'), world.state, world.nowMs).failedRuns?.count ?? 0;
    expect(failed()).toBe(1);
    world.wait(1000);
    expect(failed()).toBe(0);
  });

  test('a build is reported, as the first part of a start and in the background; nothing has given up before it began', () => {
    const world = scenario([service('a', { build: 'make', watch: {} })]);
    const cause = () => causeOf(world.of('a'), world.state, world.nowMs);
    expect([cause().building, cause().gaveUp]).toEqual([false, false]);
    world.up('a');
    expect(cause().building).toBe(true);
    world.ends('a', 0).spawned('a');
    expect(cause().building).toBe(false);
    world.save('a');
    expect(cause().building).toBe(true);
  });

  test('a service is on its way if it is wanted and blocked or not ready, or is told to end; a target is not', () => {
    const specs = [
      service('db', { health: {} }),
      service('api', { requires: ['db'] }),
      target('all', { requires: ['db'] }),
    ];
    const world = scenario([...specs, service('idle', { requires: ['db'] })]);
    const waiting = () => ['db', 'api', 'all', 'idle'].filter((name) => isWaiting(world.of(name)));
    expect(waiting()).toEqual([]);
    world.start('api', 'all');
    expect(waiting()).toEqual(['db', 'api']);
    world.spawned('db').probed('db').spawned('api');
    expect(waiting()).toEqual([]);
    world.stop('db');
    expect(waiting()).toEqual(['api']);
  });

  test('a waiting service is listed under what it waits for; the check of its own port is not a wait', () => {
    const world = scenario([
      service('db', { health: {} }),
      service('api', { requires: ['db'] }),
      service('web', { port: 80 }),
    ]);
    world.start('api', 'web').spawned('db');
    const told = () => holdupsIn(world.state, world.nowMs).map(({ cause, waiting }) => [cause.name, waiting]);
    expect(told()).toEqual([['db', ['api']]]);
    world.portIs('web', 'held');
    expect(told()).toEqual([
      ['web', []],
      ['db', ['api']],
    ]);
  });

  test('the problems below a service are its own or those of what it waits for; there are none if all is as wanted', () => {
    const world = scenario([service('db', { lifecycle: { restart: 'never' } }), service('api', { requires: ['db'] })]);
    const below = (name: string) =>
      problemsBelow(name, causesIn(world.state, 0)).map(({ cause, severity, waiting }) => [
        cause.name,
        severity,
        waiting,
      ]);
    world.tell({ type: 'start-requested', names: ['api'], withDependencies: false });
    expect([below('db'), below('api')]).toEqual([[], [['db', 'stopped', ['api']]]]);
    world.start('db').spawnFails('db');
    expect([below('db'), below('api')]).toEqual([[['db', 'failed', []]], [['db', 'failed', ['api']]]]);
  });

  test('while everything is stopped, the living services are those with a process, and no target', () => {
    const world = scenario([service('db'), service('idle'), target('all')])
      .up('db')
      .start('all')
      .shutdown();
    expect(aliveIn(world.state, world.nowMs).map(({ name }) => name)).toEqual(['db']);
  });

  test('a run went wrong if it failed or ended with a status other than 0; a stop did not go wrong', () => {
    const world = scenario([service('ok'), service('bad'), service('stopped', { lifecycle: { restart: 'never' } })]);
    world.up('ok', 'bad', 'stopped').ends('ok', 0).ends('bad', 3).stop('stopped').ends('stopped', 'SIGTERM');
    expect(['ok', 'bad', 'stopped'].map((name) => wentWrong(world.of(name)))).toEqual([false, true, false]);
    const late = scenario([service('a')])
      .up('a')
      .stop('a')
      .ends('a', 5);
    expect([late.phase('a'), wentWrong(late.of('a'))]).toEqual(['exited', true]);
  });

  test('never started means wanted and without a run; it excludes targets, unwanted services, and those that ran once', () => {
    const again = { requires: ['db'], lifecycle: { restart: 'never' } } as const;
    const specs = [
      service('db'),
      service('ran', again),
      service('idle', { requires: ['db'] }),
      service('web', { requires: ['db'] }),
    ];
    const world = scenario([...specs, target('all', { requires: ['db'] })])
      .up('db', 'ran')
      .stop('db');
    world.ends('ran', 'SIGTERM').ends('db', 'SIGTERM').start('all');
    world
      .tell({ type: 'start-requested', names: ['web', 'ran'], withDependencies: false })
      .stop('db')
      .shutdown();
    expect([...neverStarted(world.state)]).toEqual([['db', ['web']]]);
  });

  test('a service that waits for an unknown name is without hope, and is the problem itself', () => {
    const world = scenario([service('api', { requires: ['ghost'] })]);
    world.tell({ type: 'start-requested', names: ['api'], withDependencies: false });
    const lookup = causesIn(world.state, world.nowMs);
    const problems = problemsOf(['api'], lookup).map(({ cause, severity }) => [cause.name, severity]);
    expect([isHopeless('api', lookup), problems]).toEqual([true, [['api', 'held']]]);
  });

  test('the chain names a service for an awaited service, and itself for its port', () => {
    const world = scenario([service('web', { port: 80 })])
      .start('web')
      .portIs('web', 'held');
    const links = chainOf('web', causesIn(world.state, world.nowMs));
    expect(links.map(({ name, via }) => [name, via?.type ?? null])).toEqual([
      ['web', null],
      ['web', 'port'],
    ]);
  });

  test('after SIGKILL nothing follows, however old that is; a service that failed for good does not wait', () => {
    const world = scenario([service('a', { lifecycle: { stopTimeoutMs: 100 } })])
      .up('a')
      .stop('a')
      .wait(100);
    expect(aged(causeOf(world.of('a'), world.state, world.nowMs), 50).stop).toMatchObject({ killInMs: null });
    const lost = scenario([service('a', { lifecycle: { restart: 'never' } })])
      .up('a')
      .ends('a', 1);
    expect(holdupsIn(lost.state, lost.nowMs)).toEqual([]);
  });

  test('a failure has no exit status of its own in its cause; one failed root of several is enough', () => {
    const never = { lifecycle: { restart: 'never' } } as const;
    const world = scenario([
      service('bad', never),
      service('slow', { health: {} }),
      service('api', { requires: ['slow', 'bad'] }),
    ]);
    world.start('api').spawned('slow').spawned('bad').ends('bad', 3);
    const lookup = causesIn(world.state, world.nowMs);
    expect(lookup('bad')?.exitCode).toBeNull();
    expect([hasFailed('api', lookup), hasFailed('slow', lookup)]).toEqual([true, false]);
  });

  test('blocked services at the end are the wanted ones, each under its first requirement', () => {
    const specs = [
      service('x'),
      service('y'),
      service('db', { requires: ['x', 'y'] }),
      service('api', { requires: ['db'] }),
    ];
    const world = scenario([...specs, service('idle', { requires: ['db'] })]);
    world.tell({ type: 'start-requested', names: ['api', 'db'], withDependencies: false });
    expect([...waitedIn(world.state, 0)].flatMap(([, names]) => names)).not.toContain('idle');
    expect([...waitedIn(world.state, 0)].flatMap(([, names]) => names)).toContain('api');
    world.shutdown();
    expect([...neverStarted(world.state)]).toEqual([['x', ['db', 'api']]]);
  });

  test('stdin is open for a service that does not close it, and never for a oneshot', () => {
    const open = [service('a'), service('b', { stdin: 'closed' }), oneshot('c')].map(hasOpenStdin);
    expect(open).toEqual([true, false, false]);
  });
});
