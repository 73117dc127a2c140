import { expect, test } from 'vitest';
import { planReload } from '../../../src/core/reload.ts';
import type { ServiceSpec } from '../../../src/core/service.ts';
import { oneshot, scenario, service } from './scenario.ts';

const replace = (specs: readonly ServiceSpec[]) => ({ type: 'specs-replaced', specs }) as const;

test('the plan tells what starts, what ends, what has to run anew, and what only changes its place', () => {
  const old = [service('a'), service('b'), service('c'), service('d')];
  const next = [service('a'), service('b', { exec: 'other' }), service('c', { requires: ['a'] }), service('e')];
  expect(planReload(old, next)).toEqual({ added: ['e'], removed: ['d'], changed: ['b'], adjusted: ['c'] });
});

test('an image is for exports: another one ends no run', () => {
  const next = [service('a', { image: 'node:22' })];
  expect(planReload([service('a')], next)).toMatchObject({ changed: [], adjusted: ['a'] });
});

test('added ones start, removed ones stop and are forgotten, changed ones restart, the rest is untouched', () => {
  const world = scenario([service('a'), service('b'), service('d')]).up('a', 'b', 'd');
  const before = world.of('a');
  world.tell(replace([service('a'), service('b', { exec: 'other' }), service('e')]));
  expect(world.asked()).toEqual(['SIGTERM d', 'SIGTERM b', 'exec e']);
  expect(world.of('a')).toBe(before);
  world.spawned('e').ends('d', 0).ends('b', 0);
  expect(world.asked()).toEqual(['exec b']);
  expect([...world.state.services.keys()]).toEqual(['a', 'b', 'e']);
});

test('a dependency that is new holds a later start back, and ends nothing that runs', () => {
  const world = scenario([service('a'), service('b')]).up('a', 'b');
  world.stop('a').ends('a', 0);
  world.tell(replace([service('a'), service('b', { requires: ['a'] })]));
  expect(world.phase('b')).toBe('running');
  world.restart('b').ends('b', 0);
  expect(world.phase('b')).toBe('blocked on a');
});

test('what was stopped stays stopped, also when it changes', () => {
  const world = scenario([service('a')]).up('a');
  world.stop('a').ends('a', 0).asked();
  world.tell(replace([service('a', { exec: 'other' })]));
  expect(world.asked()).toEqual([]);
  expect(world.of('a').intent).toBe('down');
});

test('a service that failed for good tries again when it was changed', () => {
  const world = scenario([service('a', { lifecycle: { restart: 'never' } })]).up('a');
  world.ends('a', 1).asked();
  world.tell(replace([service('a', { exec: 'better', lifecycle: { restart: 'never' } })]));
  expect(world.asked()).toEqual(['exec a']);
});

test('a finished oneshot runs again only when it was changed', () => {
  const specs = [oneshot('migrate'), service('api', { requires: ['migrate'] })];
  const world = scenario(specs).up('migrate', 'api');
  world.tell(replace([oneshot('migrate'), service('api', { requires: ['migrate'], description: 'x' })]));
  expect(world.asked()).toEqual([]);
  world.tell(replace([oneshot('migrate', { exec: 'more' }), service('api', { requires: ['migrate'] })]));
  expect(world.asked()).toEqual(['exec migrate']);
});

test('nothing is taken over during a shutdown', () => {
  const world = scenario([service('a')]).up('a');
  world.shutdown();
  world.tell(replace([service('a'), service('b')]));
  expect(world.of('b')).toBeUndefined();
});

test('a removed service whose process is slow to go can be put back', () => {
  const world = scenario([service('a'), service('b')]).up('a', 'b');
  world.tell(replace([service('b')]));
  world.tell(replace([service('a'), service('b')]));
  world.ends('a', 0);
  expect(world.of('a')).toMatchObject({ leaving: false });
});
