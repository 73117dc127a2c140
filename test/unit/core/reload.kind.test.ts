import { expect, test } from 'vitest';
import { planReload } from '../../../src/core/reload.ts';
import type { ServiceSpec } from '../../../src/core/service.ts';
import { presentSpecs } from '../../../src/core/state.ts';
import { oneshot, scenario, service, target } from './scenario.ts';

const replace = (specs: readonly ServiceSpec[]) => ({ type: 'specs-replaced', specs }) as const;

test('a service that becomes a target is stopped first, as a service', () => {
  const old = service('a', { lifecycle: { stopSignal: 'SIGINT' } });
  const next = [service('keep'), target('a', { requires: ['keep'] })];
  const world = scenario([service('keep'), old]).up('keep', 'a');
  world.tell(replace(next));
  expect(world.asked()).toEqual(['SIGINT a']);
  world.tell(replace(next)); // again, meanwhile
  expect(world.asked()).toEqual([]);
  world.ends('a', 'SIGINT');
  expect(world.phases()).toEqual({ keep: 'running', a: 'running' });
  expect(world.of('a')).toMatchObject({ spec: { kind: 'target' }, intent: 'up', live: null, successor: null });
});

test('a target that becomes a service is started', () => {
  const world = scenario([service('keep'), target('a', { requires: ['keep'] })])
    .up('keep')
    .start('a');
  world.tell(replace([service('keep'), service('a')]));
  expect(world.asked()).toEqual(['exec a']);
  expect(world.spawned('a').phase('a')).toBe('running');
});

test('a change of kind and back is one restart, with the last spec', () => {
  const world = scenario([service('a')]).up('a');
  world
    .tell(replace([target('a')]))
    .tell(replace([service('a', { exec: 'other' })]))
    .asked();
  expect(world.ends('a', 0).asked()).toEqual(['exec a']);
  expect(world.of('a').spec).toMatchObject({ exec: 'other' });
});

test('a oneshot that becomes a service before it runs once more restarts its followers', () => {
  const lifecycle = { onDependencyRestart: 'restart' } as const;
  const follower = service('web', { requires: ['db'], lifecycle });
  const world = scenario([oneshot('db'), service('room', { conflicts: ['db'] }), follower]).start('db', 'web');
  world.spawned('db').ends('db', 0).spawned('web').wait(1000);
  world.start('room').spawned('room').start('db');
  expect([world.phase('db'), world.phase('web')]).toEqual(['blocked on room', 'running']);
  world.asked();
  world.tell(replace([service('db'), service('room', { conflicts: ['db'] }), follower]));
  expect(world.asked()).toEqual(['SIGTERM web']);
});

test('a stop ends even if a reload reverses a dependency while both are being stopped', () => {
  const old = [service('b'), service('a', { requires: ['b'] }), service('c', { requires: ['a'] })];
  const world = scenario(old).up('b', 'a', 'c');
  // `a` becomes a target, and keeps its old edge until its process is gone. `b` goes, and comes back with the reverse
  // edge.
  world.tell(replace([target('a')]));
  expect(world.asked()).toEqual(['SIGTERM c']);
  world.tell(replace([target('a'), service('b', { requires: ['a'] })]));
  world.ends('c', 0);
  expect(world.asked().sort()).toEqual(['SIGTERM a', 'SIGTERM b']);
  world.ends('a', 0).ends('b', 0);
  expect(world.asked()).toEqual(['exec b']);
});

test('a service that changes its kind during a stop stays stopped, unless a start or stop follows', () => {
  const world = scenario([service('a'), service('b'), service('c')])
    .up('a', 'b', 'c')
    .stop('a')
    .ends('a', 0);
  world.tell(replace([target('a'), target('b'), target('c')]));
  world.stop('b').stop('c').start('c').ends('b', 0).ends('c', 0);
  expect(world.of('a')).toMatchObject({ intent: 'down', phase: { is: 'inactive' }, spec: { kind: 'target' } });
  expect(world.of('b')).toMatchObject({ intent: 'down', phase: { is: 'inactive' } });
  expect(world.of('c')).toMatchObject({ intent: 'up', phase: { is: 'running' } });
});

test('a removed service that becomes a target is ended first', () => {
  const world = scenario([service('a')])
    .up('a')
    .tell(replace([]));
  world.tell(replace([target('a')]));
  expect(world.of('a')).toMatchObject({ leaving: false, spec: { kind: 'service' }, phase: { is: 'stopping' } });
  expect(world.ends('a', 0).phase('a')).toBe('running');
});

test('a pending change of kind is not a new change', () => {
  const world = scenario([service('a')])
    .up('a')
    .tell(replace([target('a')]));
  expect(planReload(presentSpecs(world.state), [target('a')])).toMatchObject({ changed: [], adjusted: [] });
});

test('a shutdown ends services that change their kind', () => {
  const world = scenario([service('a')])
    .up('a')
    .tell(replace([target('a')]))
    .shutdown();
  expect(world.ends('a', 0).asked()).toContain('finish');
});

test('a service that was never up restarts no dependents when it changes its kind', () => {
  const web = (requires: string[]) => service('web', { requires, lifecycle: { onDependencyRestart: 'restart' } });
  const world = scenario([oneshot('db'), web([])]).up('web');
  world.tell(replace([service('db', { status: 'stop' }), web(['db'])]));
  expect([world.asked(), world.phase('web')]).toEqual([[], 'running']);
});
