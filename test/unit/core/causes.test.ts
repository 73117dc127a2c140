import { describe, expect, test } from 'vitest';
import { type Cause, causeOf, causesIn } from '../../../src/core/causes/cause.ts';
import { chainOf, rootsOf } from '../../../src/core/causes/chain.ts';
import { neverStarted } from '../../../src/core/causes/ended.ts';
import { problemsOf, severityOf } from '../../../src/core/causes/problems.ts';
import { isHopeless } from '../../../src/core/causes/prospect.ts';
import { chainLines } from '../../../src/present/chain.ts';
import { oneshot, scenario, service, target } from './scenario.ts';

const SHOP = [
  service('db', { health: {} }),
  oneshot('migrate', { requires: ['db'] }),
  service('api', { requires: ['migrate', 'cache'] }),
  service('cache'),
  service('web', { requires: ['api'] }),
  target('all', { requires: ['web', 'cache'] }),
];

const lookupIn = (world: ReturnType<typeof scenario>) => causesIn(world.state, world.nowMs);

describe('the chain of causes', () => {
  test('goes down to the roots, follows each service once, and knows the reason for each link', () => {
    const world = scenario(SHOP).start('all');
    const links = chainOf('web', lookupIn(world));
    expect(links.map(({ name, depth, via }) => [name, depth, via?.type ?? null])).toEqual([
      ['web', 0, null],
      ['api', 1, 'requires'],
      ['migrate', 2, 'requires'],
      ['db', 3, 'requires'],
      ['cache', 2, 'requires'],
    ]);
    expect(rootsOf('web', lookupIn(world)).map(({ name }) => name)).toEqual(['db', 'cache']);
  });

  test('ends at a name without a service', () => {
    const world = scenario([service('api', { requires: ['nobody'] })]).start('api');
    expect(chainOf('api', lookupIn(world)).map(({ name, cause }) => [name, cause?.state])).toEqual([
      ['api', 'blocked'],
      ['nobody', undefined],
    ]);
    expect(rootsOf('api', lookupIn(world)).map(({ name }) => name)).toEqual(['api']);
  });
});

test('the answer of a health check is a cause while its run lives', () => {
  const world = scenario(SHOP).start('db').spawned('db').probed('db', 'refused');
  expect(lookupIn(world)('db')?.probe).not.toBeNull();
  world.exits('db', 1);
  expect(lookupIn(world)('db')?.probe).toBeNull();
});

test('the chain has a line for each service, with what it waits for', () => {
  const world = scenario([
    service('build'),
    service('api', { ended: ['build'] }),
    service('web', { requires: ['api'] }),
  ]);
  world.start('web', 'build').spawned('build');
  expect(chainLines('web', lookupIn(world))).toEqual([
    'web: blocked (api)',
    '  requires api: blocked (build)',
    '    the end of build: running',
  ]);
});

describe('problems', () => {
  test('appear at the roots, each with all services that wait for it, the worst first', () => {
    const world = scenario(SHOP).start('all').spawned('cache').spawned('db').exits('db', 1);
    const problems = problemsOf(world.state.services.keys(), lookupIn(world));
    expect(problems.map(({ cause, severity, waiting }) => [cause.name, severity, waiting])).toEqual([
      ['db', 'failed', ['migrate', 'api', 'web', 'all']],
    ]);
  });

  test('do not exist if everything is as wanted, or stopped', () => {
    const world = scenario([service('a'), service('b', { status: 'stop' })])
      .start('a')
      .spawned('a');
    expect(problemsOf(['a', 'b'], lookupIn(world))).toEqual([]);
  });

  test('of a thousand services in a chain are found in no time', () => {
    const chain = Array.from({ length: 1000 }, (_, i) =>
      service(`s${i}`, i === 0 ? { health: {} } : { requires: [`s${i - 1}`] }),
    );
    const world = scenario(chain).start('s999').spawned('s0').exits('s0', 1);
    let asked = 0;
    const lookup = lookupIn(world);
    const counting = (name: string): Cause | undefined => {
      asked++;
      return lookup(name);
    };
    const [problem] = problemsOf(world.state.services.keys(), counting);
    expect(problem?.waiting).toHaveLength(999);
    expect(asked).toBeLessThan(10_000);
  });

  test('severity: a service that the user has stopped is not a problem', () => {
    const world = scenario([service('a')])
      .start('a')
      .spawned('a')
      .stop('a');
    world.ends('a', 'SIGTERM');
    expect(severityOf(lookupIn(world)('a') as Cause)).toBeNull();
  });

  test('severity: a service that waits for a held port is worse than one that starts', () => {
    const world = scenario([service('slow', { health: {} }), service('api', { port: 3000 })]).start('slow', 'api');
    world.spawned('slow').tell({
      type: 'port-checked',
      name: 'api',
      run: world.of('api').runs,
      port: 3000,
      holder: { pid: 7, command: 'node' },
    });
    const problems = problemsOf(world.state.services.keys(), lookupIn(world));
    expect(problems.map(({ cause, severity }) => [cause.name, severity])).toEqual([
      ['api', 'held'],
      ['slow', 'pending'],
    ]);
  });

  test('severity: a service that ended by itself is down; a finished oneshot waits for its requirements', () => {
    const world = scenario([
      service('db', { lifecycle: { restart: 'on-failure' } }),
      oneshot('migrate', { requires: ['db'] }),
    ]).start('migrate');
    world.spawned('db').spawned('migrate').ends('migrate', 0).ends('db', 0);
    const severity = (name: string) => severityOf(lookupIn(world)(name) as Cause);
    expect(world.state.services.get('migrate')?.phase.is).toBe('exited');
    expect([severity('db'), severity('migrate')]).toEqual(['stopped', 'pending']);
  });
});

describe('a service cannot become ready', () => {
  test('there is no hope when the awaited service has ended for good, and hope while it is retried', () => {
    const given = scenario([
      service('db', { health: {}, lifecycle: { restart: 'never' } }),
      service('api', { requires: ['db'] }),
    ]).start('api');
    given.spawned('db').ends('db', 1);
    expect(isHopeless('api', lookupIn(given))).toBe(true);
    const again = scenario([service('db', { health: {} }), service('api', { requires: ['db'] })]).start('api');
    again.spawned('db').ends('db', 1);
    expect(isHopeless('api', lookupIn(again))).toBe(false);
  });
});

test('a finished oneshot reports only its requirements that are no longer ready', () => {
  const world = scenario([service('db'), service('log'), oneshot('migrate', { requires: ['db', 'log'] })]).up(
    'db',
    'log',
    'migrate',
  );
  world.ends('migrate', 0);
  const blockers = () => causeOf(world.of('migrate'), world.state, world.nowMs).blockers;
  expect(blockers()).toEqual([]);
  expect(world.stop('db').ends('db', 'SIGTERM') && blockers()).toEqual([{ type: 'requires', name: 'db' }]);
});

test('nothing holds a service that never started and lacks no requirement', () => {
  const world = scenario([service('a'), service('b', { conflicts: ['a'] })])
    .up('a')
    .start('b')
    .shutdown();
  expect([world.phase('b'), [...neverStarted(world.state)]]).toEqual(['inactive', []]);
});
