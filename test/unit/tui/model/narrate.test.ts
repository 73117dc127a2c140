import { describe, expect, test } from 'vitest';
import type { Row } from '../../../../src/rpc/results.ts';
import { narrateRow } from '../../../../src/tui/model/narrate.ts';
import { row } from '../rows.ts';

type More = Partial<Row>;
const said = (before: More, after: More) => narrateRow(row('api', after), row('api', before));

const STARTING: More = { state: 'starting', reason: 'starting' };
const FAILED: More = { state: 'failed', reason: 'failed: exit code 1', pid: null };

describe('of a change is said', () => {
  test.each<readonly [string, More, More, string | null]>([
    ['ready, and after how long', STARTING, { uptime_ms: 812 }, 'ready after 812 ms'],
    ['in seconds, where it took some', STARTING, { uptime_ms: 14_230 }, 'ready after 14.2 s'],
    ['in whole ones, where they are', STARTING, { uptime_ms: 2000 }, 'ready after 2 s'],
    ['a target: no time of its own', { ...STARTING, kind: 'target' }, { kind: 'target' }, 'ready'],
    ['unhealthy, with the reason', {}, { health_error: 'HTTP 503' }, 'unhealthy: HTTP 503'],
    ['and healthy again', { health_error: 'HTTP 503' }, {}, 'healthy again'],
    ['a start', { state: 'inactive' }, STARTING, null],
    ['a build', { state: 'inactive' }, { ...STARTING, building: true }, 'building'],
    [
      'a wait',
      STARTING,
      { state: 'blocked', waiting_on: ['db: starting', 'queue: off'] },
      'waiting for db: starting; queue: off',
    ],
    ['that its port is looked at', STARTING, { state: 'blocked', waiting_on: ['port 3000'] }, null],
    [
      'that somebody holds it',
      STARTING,
      { state: 'blocked', waiting_on: ['port 3000 is held by pid 7'] },
      'waiting for port 3000 is held by pid 7',
    ],
    ['a failure', {}, FAILED, 'failed: exit code 1'],
    ['and when it is tried again', {}, { ...FAILED, next_try_in_ms: 1500 }, 'failed: exit code 1; next try in 1.5 s'],
    [
      'or that it is not',
      {},
      { ...FAILED, gave_up: true, restarts: 10 },
      'failed: exit code 1; gave up after 10 restarts',
    ],
    ['which goes without saying where none was wanted', {}, { ...FAILED, gave_up: true }, 'failed: exit code 1'],
    ['a stop', {}, { state: 'stopping', reason: 'stopping' }, 'stopping'],
    ['its end', { state: 'stopping' }, { state: 'exited', reason: 'stopped', intent: 'down' }, 'stopped'],
    [
      'a job that is done',
      { kind: 'oneshot' },
      { kind: 'oneshot', state: 'exited', reason: 'done', last_exit: { run: 1, code: 0, signal: null } },
      'done',
    ],
    ['one that is off', { state: 'blocked' }, { state: 'inactive', intent: 'down', run: 0 }, null],
    [
      'a build that failed beside a run',
      {},
      { build_error: 'build failed: exit code 2' },
      'build failed: exit code 2; the old run keeps serving',
    ],
  ])('%s', (_, before, after, text) => expect(said(before, { run: 1, ...after })).toBe(text));
});

describe('nothing is said', () => {
  test('of what looks as before in the same run', () => {
    expect(said({ in_state_ms: 1 }, { in_state_ms: 2 })).toBeNull();
    expect(said({ build_error: 'build failed' }, { build_error: 'build failed' })).toBeNull();
  });

  test('of a service that was not known before', () => expect(narrateRow(row('api'), undefined)).toBeNull());
});

test('a new run is news, also where it looks as the one before', () => {
  expect(said({ ...FAILED, run: 1 }, { ...FAILED, run: 2 })).toBe('failed: exit code 1');
});
