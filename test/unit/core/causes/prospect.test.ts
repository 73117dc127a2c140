import { describe, expect, test } from 'vitest';
import { causesIn } from '../../../../src/core/causes/cause.ts';
import { isHopeless } from '../../../../src/core/causes/prospect.ts';
import type { ServiceSpec } from '../../../../src/core/service.ts';
import { oneshot, scenario, service } from '../scenario.ts';

const NEVER = { lifecycle: { restart: 'never' } } as const;

const hopeless = (world: ReturnType<typeof scenario>, ...names: string[]) =>
  names.map((name) => isHopeless(name, causesIn(world.state, world.nowMs)));

/** Started by name, without what they require. */
const alone = (specs: readonly ServiceSpec[], ...names: string[]) =>
  scenario(specs).tell({ type: 'start-requested', names, withDependencies: false });

describe('there is hope', () => {
  test('for a oneshot that has done its work, and for its dependents', () => {
    const world = scenario([
      oneshot('job'),
      service('slow', { health: {} }),
      service('api', { requires: ['job', 'slow'] }),
    ]);
    world.start('api').spawned('job', 'slow').ends('job', 0);
    expect(hopeless(world, 'job', 'api')).toEqual([false, false]);
  });

  test('for a service that is starting or being stopped, because nothing is over yet', () => {
    const world = alone([service('a', NEVER), service('b', { ended: ['a'] })], 'a', 'b');
    expect(hopeless(world, 'a', 'b')).toEqual([false, false]);
    world.spawned('a').stop('a');
    expect(hopeless(world, 'a', 'b')).toEqual([false, false]);
  });

  test('for a failed service that is tried again, and while it waits for its leftovers to end', () => {
    const world = alone([service('a'), service('b', { ended: ['a'] })], 'a', 'b')
      .spawned('a')
      .ends('a', 1);
    expect(hopeless(world, 'a', 'b')).toEqual([false, false]);
  });

  test('in a circle, unless another service in it is over', () => {
    const circle = [service('a', { requires: ['b'] }), service('b', { requires: ['a'] })];
    expect(hopeless(alone(circle, 'a', 'b'), 'a', 'b')).toEqual([false, false]);
    const broken = [service('a', { requires: ['b'] }), service('b', { requires: ['a', 'down'] }), service('down')];
    expect(hopeless(alone(broken, 'a', 'b'), 'a', 'b')).toEqual([true, true]);
  });
});

describe('there is no hope', () => {
  test('for a service that nobody wants, or that was stopped', () => {
    const world = scenario([service('idle'), service('stopped')])
      .up('stopped')
      .stop('stopped')
      .ends('stopped', 'SIGTERM');
    expect(hopeless(world, 'idle', 'stopped')).toEqual([true, true]);
  });

  test('for a service that waits for several, if one of them is over', () => {
    const specs = [
      service('bad', NEVER),
      service('slow', { health: {} }),
      service('api', { requires: ['slow', 'bad'] }),
    ];
    const world = scenario(specs).start('api').spawned('slow', 'bad').ends('bad', 1);
    expect(hopeless(world, 'slow', 'bad', 'api')).toEqual([false, true, true]);
  });

  test('for a oneshot whose requirement has been stopped since', () => {
    const world = scenario([service('db'), oneshot('job', { requires: ['db'] })]).up('db', 'job');
    world.stop('db').ends('db', 'SIGTERM');
    expect(hopeless(world, 'job')).toEqual([true]);
  });

  test('for a service that does not exist', () => {
    expect(hopeless(scenario([]), 'ghost')).toEqual([true]);
  });
});
