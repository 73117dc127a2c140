import { expect, test } from 'vitest';
import { Draft } from '../../../src/core/draft.ts';
import type { Event } from '../../../src/core/event.ts';
import { pop, push } from '../../../src/core/heap.ts';
import { reconcile } from '../../../src/core/reconcile.ts';
import { initialState, type State } from '../../../src/core/state.ts';
import { step } from '../../../src/core/step.ts';
import { oneshot, service, target } from './scenario.ts';

/** Pseudo-random numbers, the same each time. */
function numbers(seed: number): (below: number) => number {
  let value = seed;
  return (below) => {
    value = (value * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((value / 2_147_483_648) * below);
  };
}

/** Services that depend on earlier ones in every way, and may conflict with any other. */
function project(random: (below: number) => number) {
  const names = Array.from({ length: 12 }, (_, at) => `s${at}`);
  return names.map((name, at) => {
    const some = () => (at === 0 || random(3) === 0 ? [] : [`s${random(at)}`]);
    const conflicts = random(6) === 0 ? [`s${random(12)}`].filter((other) => other !== name) : [];
    const edges = { requires: some(), after: some(), conflicts };
    return [service, oneshot, service, oneshot, target][random(5)]!(name, edges);
  });
}

/** An event of a process in this state, or a request of a user. */
function anyEvent(state: State, random: (below: number) => number): Event {
  const name = `s${random(12)}`;
  const { live } = state.services.get(name)!;
  if (live && random(8) > 0) {
    if (live.pid === null && !live.leaderExited) return { type: 'spawned', name, run: live.run, pid: 100 + live.run };
    if (live.leaderExited) return { type: 'tree-gone', name, run: live.run };
    if (random(3) === 0) return { type: 'exited', name, run: live.run, code: random(2), signal: null };
  }
  const names = [name];
  const requests: Event[] = [
    { type: 'start-requested', names, withDependencies: random(2) === 0 },
    { type: 'stop-requested', names },
    { type: 'restart-requested', names, dependents: random(2) === 0 },
    { type: 'timer-fired', name, timer: 'restart', run: state.services.get(name)!.runs },
  ];
  return requests[random(requests.length)]!;
}

test('after every event, a look at all services finds nothing more to do', () => {
  for (let seed = 1; seed <= 60; seed++) {
    const random = numbers(seed);
    let state = initialState({ specs: project(random), exitOn: 'never' });
    for (let count = 0; count < 150; count++) {
      const event: Event =
        random(140) === 0 ? { type: 'shutdown-requested', force: random(2) === 0 } : anyEvent(state, random);
      state = step(state, event, count * 10).state;
      if (state.finished) break;
      const draft = new Draft(state, count * 10);
      draft.replace(draft.services); // everything counts as touched
      const before = draft.state.services;
      reconcile(draft);
      expect({ seed, count, event, effects: draft.effects }).toEqual({ seed, count, event, effects: [] });
      expect([...draft.state.services]).toEqual([...before]);
    }
  }
});

test('a heap gives its numbers in order', () => {
  const random = numbers(7);
  const heap: number[] = [];
  const given = Array.from({ length: 200 }, () => random(50));
  for (const value of given) push(heap, value);
  expect(given.map(() => pop(heap))).toEqual(given.toSorted((a, b) => a - b));
  expect(pop(heap)).toBeUndefined();
});
