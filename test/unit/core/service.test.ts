import { expect, test } from 'vitest';
import { DEFAULT_LIFECYCLE, defaultSpec, lifecycleOf, portsOf } from '../../../src/core/service.ts';
import { service, target } from './scenario.ts';

test('a service of which only the command is known starts like any other, and nothing depends on it', () => {
  const spec = defaultSpec({ name: 'a', exec: 'run a', dir: '/project' });
  expect(spec).toMatchObject({ kind: 'service', status: 'start', class: 'user', critical: false, tty: 'auto' });
});

test('a target has the default stop settings', () => {
  expect(lifecycleOf(target('all'))).toBe(DEFAULT_LIFECYCLE);
  expect(lifecycleOf(service('a', { lifecycle: { stopTimeoutMs: 7 } })).stopTimeoutMs).toBe(7);
});

test('the ports of a service are its own and the published ones of its container; there may be none', () => {
  const container = { ports: ['9090:90'] } as never;
  expect([portsOf(service('a')), portsOf(target('all'))]).toEqual([[], []]);
  expect(portsOf(service('a', { container }))).toEqual([9090]);
  expect(portsOf(service('a', { port: 80, ports: { admin: 81, web: 80 } }))).toEqual([80, 81]);
});
