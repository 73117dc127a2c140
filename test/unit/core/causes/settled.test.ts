import { describe, expect, test } from 'vitest';
import { causesIn } from '../../../../src/core/causes/cause.ts';
import { awaitsAnswer, settlesInMs } from '../../../../src/core/causes/settled.ts';
import { scenario, service, target } from '../scenario.ts';

type World = ReturnType<typeof scenario>;

const shop = () =>
  scenario([
    service('db'),
    service('api', { requires: ['db'] }),
    target('back', { requires: ['db', 'api'] }),
    target('all', { requires: ['back'] }),
  ])
    .up('db', 'api')
    .start('all')
    .wait(5000);

const asks = (world: World, name: string, text = 'Overwrite? [y/N]') =>
  world.tell({ type: 'input-awaited', name, run: 1, prompt: { text, terminal: true } });
const awaits = (world: World, name: string) => awaitsAnswer(name, causesIn(world.state, world.nowMs), world.state);
const settles = (world: World, name: string) => settlesInMs(name, causesIn(world.state, world.nowMs), world.state);

describe('a service that asks a question', () => {
  test('awaits an answer, and so does every target that requires it, directly or indirectly', () => {
    const world = asks(shop(), 'api');
    expect(['db', 'api', 'back', 'all'].map((name) => awaits(world, name))).toEqual([false, true, true, true]);
    expect(['db', 'api', 'back', 'all'].map((name) => settles(world, name))).toEqual([0, null, null, null]);
  });

  test('is not awaited by a service that requires it', () => {
    const world = asks(shop(), 'db');
    expect(['db', 'api'].map((name) => awaits(world, name))).toEqual([true, false]);
  });

  test('no longer asks once it is to be stopped, even while it waits for its dependents', () => {
    const world = asks(shop(), 'db').stop('db');
    expect([world.phase('db'), awaits(world, 'db')]).toEqual(['stopping waiting', false]);
  });

  test('differs from one with a command prompt, and from one that asks nothing', () => {
    const world = asks(shop(), 'api', 'psql=#');
    expect(['api', 'all'].map((name) => awaits(world, name))).toEqual([false, false]);
    expect(settles(world, 'all')).toBe(0);
  });

  test('is not an unknown service', () => {
    expect([awaits(shop(), 'ghost'), settles(shop(), 'ghost')]).toEqual([false, null]);
  });
});
