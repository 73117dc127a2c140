import { expect, test } from 'vitest';
import { holdupsIn } from '../../../../src/core/causes/holdups.ts';
import type { State } from '../../../../src/core/state.ts';
import { oneshot, scenario, service, target } from '../scenario.ts';

const told = (state: State, nowMs = 0) => holdupsIn(state, nowMs).map(({ cause, waiting }) => [cause.name, waiting]);

test('a service waits while it is starting; a target or a finished oneshot does not', () => {
  const specs = [
    service('db'),
    oneshot('migrate', { requires: ['db'] }),
    service('api', { requires: ['migrate'] }),
    target('all', { requires: ['api'] }),
  ];
  const world = scenario(specs).up('db', 'migrate').stop('db');
  world.ends('db', 'SIGTERM').tell({ type: 'start-requested', names: ['api', 'all'], withDependencies: false });
  expect(world.phases()).toMatchObject({ migrate: 'exited', api: 'blocked on migrate', all: 'blocked on api' });
  expect(told(world.state)).toEqual([['db', ['api']]]);
});

test('a service that checks its own port and waits for something else as well waits', () => {
  const world = scenario([service('web', { port: 80 })]).start('web');
  const web = world.of('web');
  const on = [{ type: 'port', port: 80, holder: null } as const, { type: 'remains', run: 1 } as const];
  const services = new Map([['web', { ...web, phase: { is: 'blocked', on } as const }]]);
  expect([told(world.state), told({ ...world.state, services })]).toEqual([[], [['web', []]]]);
});
