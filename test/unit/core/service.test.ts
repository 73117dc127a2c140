import { expect, test } from 'vitest';
import { DEFAULT_LIFECYCLE, defaultSpec, lifecycleOf } from '../../../src/core/service.ts';
import { service, target } from './scenario.ts';

test('a service of which only the command is known starts like any other, and nothing depends on it', () => {
  const spec = defaultSpec({ name: 'a', exec: 'run a', dir: '/project' });
  expect(spec).toMatchObject({ kind: 'service', status: 'start', class: 'user', critical: false, tty: 'auto' });
});

test('a target has the defaults of how a service is stopped', () => {
  expect(lifecycleOf(target('all'))).toBe(DEFAULT_LIFECYCLE);
  expect(lifecycleOf(service('a', { lifecycle: { stopTimeoutMs: 7 } })).stopTimeoutMs).toBe(7);
});
