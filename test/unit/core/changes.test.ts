import { expect, test } from 'vitest';
import { changedServices } from '../../../src/core/changes.ts';
import type { Event } from '../../../src/core/event.ts';
import { initialState } from '../../../src/core/state.ts';
import { step } from '../../../src/core/step.ts';
import { service } from './scenario.ts';

const SPECS = [service('web', { requires: ['db'] }), service('db'), service('job'), service('far')];

const EVENTS: readonly Event[] = [
  { type: 'start-requested', names: ['web', 'db', 'job', 'far'], withDependencies: true },
  { type: 'spawned', name: 'db', run: 1, pid: 11 },
  { type: 'spawned', name: 'job', run: 1, pid: 12 },
  { type: 'exited', name: 'job', run: 1, code: 0, signal: null },
  { type: 'tree-gone', name: 'job', run: 1 },
  { type: 'timer-fired', name: 'db', run: 1, timer: 'ready' },
  { type: 'specs-replaced', specs: SPECS.slice(0, 3) },
  { type: 'shutdown-requested', force: false },
];

test('a step changes only the services that it lists as touched', () => {
  let state = initialState({ specs: SPECS, exitOn: 'never' });
  let changes = 0;
  for (const [at, event] of EVENTS.entries()) {
    const { state: next, touched } = step(state, event, at * 100);
    const byTouched = changedServices(next, state, touched).map(({ name }) => name);
    const byLooking = changedServices(next, state).map(({ name }) => name);
    expect(byTouched.toSorted(), event.type).toEqual(byLooking.toSorted());
    changes += byTouched.length;
    state = next;
  }
  expect(changes).toBeGreaterThan(8);
});

test('services come after their dependencies', () => {
  const state = initialState({ specs: SPECS, exitOn: 'never' });
  const { state: next, touched } = step(state, EVENTS[0] as Event, 0);
  const names = changedServices(next, state, touched).map(({ name }) => name);
  expect(names.indexOf('web')).toBeGreaterThan(names.indexOf('db'));
});
