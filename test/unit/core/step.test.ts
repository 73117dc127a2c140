import { describe, expect, test } from 'vitest';
import { step } from '../../../src/core/step.ts';
import { scenario, service } from './scenario.ts';

describe('events of an older run', () => {
  const second = () =>
    scenario([service('db', { health: {} })])
      .start('db')
      .spawned('db')
      .restart('db')
      .ends('db', 0)
      .spawned('db');

  test.each([
    { type: 'spawned', name: 'db', run: 1, pid: 1 },
    { type: 'spawn-failed', name: 'db', run: 1, message: 'no' },
    { type: 'exited', name: 'db', run: 1, code: 1, signal: null },
    { type: 'tree-gone', name: 'db', run: 1 },
    { type: 'probed', name: 'db', run: 1, attempt: 1, ok: true, error: null, answered: true },
    { type: 'port-checked', name: 'db', run: 1, port: 5432, holder: null },
    { type: 'timer-fired', name: 'db', timer: 'probe', run: 1 },
    { type: 'timer-fired', name: 'db', timer: 'start-deadline', run: 1 },
    { type: 'timer-fired', name: 'db', timer: 'kill', run: 1 },
    { type: 'timer-fired', name: 'db', timer: 'restart', run: 1 },
    { type: 'timer-fired', name: 'db', timer: 'port', run: 1 },
  ] as const)('$type $timer', (event) => {
    const world = second();
    const before = world.state;
    world.asked();
    expect(world.tell(event).asked()).toEqual([]);
    expect(world.state).toBe(before);
  });
});

test('an event for a service that does not exist is dropped', () => {
  const world = scenario([service('db')]);
  const before = world.state;
  expect(world.tell({ type: 'tree-gone', name: 'nobody', run: 1 }).start('nobody').state).toBe(before);
});

test('step does not change the state that it gets', () => {
  const world = scenario([service('db')]);
  const before = world.state;
  const copy = structuredClone([...before.services]);
  world.up('db').stop('db');
  expect([...before.services]).toEqual(copy);
});

test('a port timer of an older run, or of a service that waits for no port, checks no port', () => {
  const world = scenario([service('a', { port: 3000 })]).start('a');
  const fires = (run: number) => world.tell({ type: 'timer-fired', name: 'a', timer: 'port', run }).asked();
  world.asked();
  expect(fires(0)).toEqual([]);
  expect(fires(1)).toEqual(['port a']);
  world.portIs('a', 'free').spawned('a').asked();
  expect(fires(2)).toEqual([]);
});

test('after the end there are no more effects', () => {
  const { state } = scenario([service('db')])
    .up('db')
    .shutdown()
    .ends('db', 0);
  expect(state.finished).toBe(true);
  expect(step(state, { type: 'stop-requested', names: ['db'] }, 9)).toEqual({ state, effects: [], touched: new Set() });
});
