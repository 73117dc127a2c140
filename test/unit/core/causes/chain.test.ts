import { expect, test } from 'vitest';
import { causesIn } from '../../../../src/core/causes/cause.ts';
import { chainOf, isCircle, rootsOf } from '../../../../src/core/causes/chain.ts';
import type { ServiceSpec } from '../../../../src/core/service.ts';
import { scenario, service } from '../scenario.ts';

/** Started by name, without what they require. */
const lookupIn = (specs: readonly ServiceSpec[], ...names: string[]) => {
  const world = scenario(specs).tell({ type: 'start-requested', names, withDependencies: false });
  return causesIn(world.state, world.nowMs);
};

test('a service that is reached in two ways appears twice, and everything below it once', () => {
  const lookup = lookupIn(
    [
      service('disk'),
      service('db', { requires: ['disk'] }),
      service('left', { requires: ['db'] }),
      service('right', { requires: ['db'] }),
      service('top', { requires: ['left', 'right'] }),
    ],
    ...['db', 'left', 'right', 'top'],
  );
  expect(chainOf('top', lookup).map(({ name }) => name)).toEqual(['top', 'left', 'db', 'disk', 'right', 'db']);
  expect(rootsOf('top', lookup).map(({ name }) => name)).toEqual(['disk']);
});

test('the chain follows a circle only once', () => {
  const lookup = lookupIn([service('a', { requires: ['b'] }), service('b', { requires: ['a'] })], 'a', 'b');
  expect(chainOf('a', lookup).map(({ name }) => name)).toEqual(['a', 'b', 'a']);
});

test('a blocker that is not a service has no cause in the chain', () => {
  const world = scenario([service('web', { port: 80 })])
    .start('web')
    .portIs('web', 'held');
  const links = chainOf('web', causesIn(world.state, world.nowMs));
  expect(links.map(({ via, cause }) => [via?.type ?? null, cause?.name ?? null])).toEqual([
    [null, 'web'],
    ['port', null],
  ]);
});

test('a circle through another project counts only if its way back leads to the service that began it', () => {
  const lookup = lookupIn([service('web', { requires: ['api'] }), service('api')], 'web');
  const other = { type: 'external', dir: '/auth', project: '../auth', service: 'api' } as const;
  const there = { is: 'there', state: 'blocked', ready: false, life: '1:7', path: [] } as const;
  expect(isCircle({ ...other, seen: { ...there, back: 'web' } }, lookup)).toBe(false);
  expect(isCircle({ ...other, seen: { ...there, back: null } }, lookup)).toBe(false);
  expect(isCircle({ ...other, seen: { is: 'down' } }, lookup)).toBe(false);
});
