import { describe, expect, test } from 'vitest';
import { type Cause, causesIn } from '../../../../src/core/causes/cause.ts';
import { holdupsIn } from '../../../../src/core/causes/holdups.ts';
import { problemsBelow, problemsOf } from '../../../../src/core/causes/problems.ts';
import { hasFailed } from '../../../../src/core/causes/prospect.ts';
import { isWorthTelling, toldLines, toldRun } from '../../../../src/core/causes/told.ts';
import { NO_DIAGNOSIS } from '../../../../src/core/diagnosis.ts';
import { oneshot, scenario, service } from '../scenario.ts';

type World = ReturnType<typeof scenario>;

const lookupIn = (world: World) => causesIn(world.state, world.nowMs);
const causeIn = (world: World, name: string) => lookupIn(world)(name) as Cause;
/** The services that are reported unasked. */
const told = (world: World) =>
  problemsOf(world.state.services.keys(), lookupIn(world))
    .filter(isWorthTelling)
    .map(({ cause }) => cause.name);

describe('reported unasked', () => {
  test('is a failure, at once', () => {
    const world = scenario([service('a')])
      .start('a')
      .spawned('a')
      .ends('a', 1);
    expect(told(world)).toEqual(['a']);
  });

  test('is a start with a failing check, after three seconds', () => {
    const world = scenario([service('a', { health: {} })])
      .start('a')
      .spawned('a')
      .probed('a', 'refused');
    world.nowMs = 2999;
    expect(told(world)).toEqual([]);
    world.nowMs = 3000;
    expect(told(world)).toEqual(['a']);
  });

  test('is not a start without further facts', () => {
    const world = scenario([service('a', { health: {} })])
      .start('a')
      .spawned('a');
    world.nowMs = 60_000;
    expect(told(world)).toEqual([]);
  });

  test('is a running oneshot that another service waits for', () => {
    const alone = scenario([oneshot('migrate')])
      .start('migrate')
      .spawned('migrate');
    const awaited = scenario([oneshot('migrate'), service('a', { requires: ['migrate'] })])
      .start('a')
      .spawned('migrate');
    for (const world of [alone, awaited]) world.nowMs = 3000;
    expect([told(alone), told(awaited)]).toEqual([[], ['migrate']]);
  });

  test('is a stop, after a second', () => {
    const world = scenario([service('a')])
      .start('a')
      .spawned('a')
      .stop('a');
    const soonMs = world.nowMs;
    world.nowMs = soonMs + 999;
    expect(told(world)).toEqual([]);
    world.nowMs = soonMs + 1000;
    expect(told(world)).toEqual(['a']);
  });

  test('is a service that ended by itself, and an unwanted one that another service waits for', () => {
    const ended = scenario([service('a', { lifecycle: { restart: 'on-failure' } })])
      .start('a')
      .spawned('a')
      .ends('a', 0);
    expect(told(ended)).toEqual(['a']);
    const unwanted = scenario([service('db', { status: 'stop' }), service('a', { requires: ['db'] })]);
    unwanted.tell({ type: 'start-requested', names: ['a'], withDependencies: false });
    expect(told(unwanted)).toEqual(['db']);
  });
});

describe('the output that explains a state', () => {
  const failed = () =>
    scenario([service('a')])
      .start('a')
      .spawned('a')
      .ends('a', 1);
  const said = (world: World, run: number) =>
    world.tell({ type: 'diagnosed', name: 'a', run, diagnosis: { ...NO_DIAGNOSIS, error: ['FATAL: no', 'hint'] } });

  test('is that of the failed run, even after the next one has begun', () => {
    const world = said(failed(), 1).wait(1000).spawned('a');
    expect([world.of('a').runs, toldRun(causeIn(world, 'a'))]).toEqual([2, 1]);
    expect(toldLines(causeIn(world, 'a'))).toEqual(['FATAL: no', 'hint']);
  });

  test('is that of the present run if none has failed', () => {
    const world = scenario([service('a')])
      .start('a')
      .spawned('a');
    expect(toldRun(causeIn(world, 'a'))).toBe(1);
    expect(toldLines(causeIn(world, 'a'))).toEqual([]);
  });
});

describe('a problem', () => {
  test('has its root below, even if nobody wants that service', () => {
    const world = scenario([service('db', { health: {} }), service('a', { requires: ['db'] })]).start('a');
    world.spawned('db').stop('db');
    world.ends('db', 'SIGTERM');
    const below = problemsBelow('a', lookupIn(world));
    expect(below.map(({ cause, severity, waiting }) => [cause.name, severity, waiting])).toEqual([
      ['db', 'stopped', ['a']],
    ]);
    expect(problemsBelow('db', lookupIn(world))).toEqual([]);
  });

  test('is named once, with all services that wait for it; the check of its own port is not a wait', () => {
    const world = scenario([service('db', { health: {} }), service('a', { requires: ['db'] })]).start('a');
    world.spawned('db');
    expect(holdupsIn(world.state, 0).map(({ cause, waiting }) => [cause.name, waiting])).toEqual([['db', ['a']]]);
    expect(holdupsIn(scenario([service('p', { port: 1 })]).start('p').state, 0)).toEqual([]);
  });

  test('has failed as soon as one try has, even if another one follows', () => {
    const world = scenario([service('db', { health: {} }), service('a', { requires: ['db'] })]).start('a');
    world.spawned('db');
    expect(hasFailed('a', lookupIn(world))).toBe(false);
    world.ends('db', 1);
    expect(hasFailed('a', lookupIn(world))).toBe(true);
  });
});
