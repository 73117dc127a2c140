import { expect, test } from 'vitest';
import { Draft } from '../../../src/core/draft.ts';
import { initialState } from '../../../src/core/state.ts';
import { scenario, service } from './scenario.ts';

test('a service that does not exist cannot be changed', () => {
  const draft = new Draft(initialState({ specs: [service('a')], exitOn: 'never' }), 0);
  expect(() => draft.update('ghost', { phase: { is: 'inactive' } })).toThrow('no service ghost');
  expect([...draft.services.keys()]).toEqual(['a']);
});

test('past run numbers are those of removed services, and do not change if none was removed', () => {
  const world = scenario([service('a'), service('b')])
    .up('a', 'b')
    .stop('b')
    .ends('b', 0);
  const replace = (...specs: string[]) =>
    world.tell({ type: 'specs-replaced', specs: specs.map((name) => service(name)) }).state.pastRuns;
  const gone = replace('a');
  expect([...gone]).toEqual([['b', 1]]);
  expect(replace('a', 'c')).toBe(gone);
});
