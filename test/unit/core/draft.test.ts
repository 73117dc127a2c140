import { expect, test } from 'vitest';
import { Draft } from '../../../src/core/draft.ts';
import { initialState } from '../../../src/core/state.ts';
import { scenario, service } from './scenario.ts';

test('a service that is not there cannot be changed', () => {
  const draft = new Draft(initialState({ specs: [service('a')], exitOn: 'never' }), 0);
  expect(() => draft.update('ghost', { phase: { is: 'inactive' } })).toThrow('no service ghost');
  expect([...draft.services.keys()]).toEqual(['a']);
});

test('the numbers of past runs are those of services that are gone; a set that leaves out nothing leaves them alone', () => {
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
