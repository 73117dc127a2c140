import { describe, expect, test } from 'vitest';
import { type Cause, causesIn } from '../../../../src/core/causes/cause.ts';
import { problemsOf, severityOf } from '../../../../src/core/causes/problems.ts';
import type { ServiceSpec } from '../../../../src/core/service.ts';
import { scenario, service } from '../scenario.ts';

const causeIn = (world: ReturnType<typeof scenario>, name: string) => causesIn(world.state, world.nowMs)(name) as Cause;

const FAILURE = { type: 'exit-code', code: 1 } as const;

describe('the severity of a problem', () => {
  const healthy = causeIn(scenario([service('a')]).up('a'), 'a');

  test('is none for a service that is up and ready', () => {
    expect(severityOf(healthy)).toBeNull();
  });

  test.each<[string, Partial<Cause>]>([
    ['whose last build failed', { buildFailure: FAILURE }],
    ['whose health check fails', { unhealthy: true }],
    ['that writes its own watched files', { selfWritten: ['src/a.json'] }],
    ['that is suspended', { suspended: true }],
    ['whose check may mean nothing', { doubt: { type: 'message', text: 'another process answers' } }],
    ['that asks something', { awaitsInput: { text: 'Overwrite? [y/N]', terminal: true } }],
  ])('a service %s is unhealthy, although it is ready', (_, cause) => {
    expect(severityOf({ ...healthy, ...cause })).toBe('unhealthy');
  });

  test('a failure is worse than all of these, even one that does not count because the user sent a signal', () => {
    const world = scenario([service('a', { lifecycle: { restart: 'never' } })])
      .up('a')
      .kill('a', 'SIGKILL');
    const failed = causeIn(world.ends('a', 'SIGKILL'), 'a');
    expect(failed.failedRuns).toBeNull();
    expect([severityOf(failed), severityOf({ ...failed, buildFailure: FAILURE })]).toEqual(['failed', 'failed']);
  });

  test('a failed service counts as failed while its next run is not ready', () => {
    const world = scenario([service('a', { health: {} })])
      .start('a')
      .spawned('a')
      .ends('a', 1)
      .wait(1000)
      .spawned('a');
    expect([world.phase('a'), severityOf(causeIn(world, 'a'))]).toEqual(['starting probing', 'failed']);
  });
});

describe('the root of a problem', () => {
  /** Started by name, without what they require. */
  const rootsIn = (specs: readonly ServiceSpec[], names: readonly string[]) => {
    const world = scenario(specs).tell({ type: 'start-requested', names, withDependencies: false });
    const problems = problemsOf(names, causesIn(world.state, world.nowMs));
    return problems.map(({ cause, severity, waiting }) => [cause.name, severity, waiting]);
  };

  test('is the first of several that are equally bad', () => {
    const specs = [service('x'), service('y'), service('api', { requires: ['x', 'y'] })];
    expect(rootsIn(specs, ['api'])).toEqual([['x', 'stopped', ['api']]]);
  });

  test('is, in a circle, the service at which the search enters it; each is reported once, and the search ends', () => {
    const specs = [
      service('a', { requires: ['b'] }),
      service('b', { requires: ['a'] }),
      service('web', { requires: ['a'] }),
    ];
    expect(rootsIn(specs, ['web', 'a', 'b'])).toEqual([['a', 'held', ['web', 'b']]]);
  });

  test('is found once for all services that wait, whichever way leads to it', () => {
    const specs = [
      service('db'),
      service('left', { requires: ['db'] }),
      service('right', { requires: ['db'] }),
      service('top', { requires: ['left', 'right'] }),
    ];
    expect(rootsIn(specs, ['top', 'right', 'left'])).toEqual([['db', 'stopped', ['top', 'right', 'left']]]);
  });
});
