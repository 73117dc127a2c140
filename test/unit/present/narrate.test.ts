import { describe, expect, test } from 'vitest';
import { remarkOn } from '../../../src/present/narrate.ts';
import type { Row } from '../../../src/rpc/results.ts';
import { causeOfRow } from '../../../src/rpc/wire/cause.ts';
import { row } from '../tui/rows.ts';

type More = Partial<Row>;
const said = (before: More | null, after: More) =>
  remarkOn(causeOfRow(row('api', after)), before ? causeOfRow(row('api', before)) : undefined, () => undefined)?.text;

const STARTING: More = { state: 'starting' };
const FAILED: More = { state: 'failed', pid: null };
const held = { type: 'port', port: 3000, holder: { pid: 7, command: 'node' } };

describe('of a change is said', () => {
  test.each<readonly [string, More, More, string | undefined]>([
    ['ready, and after how long', STARTING, { uptime_ms: 812 }, 'ready after 812 ms'],
    ['in seconds, where it took some', STARTING, { uptime_ms: 14_230 }, 'ready after 14 s'],
    ['in whole ones, where they are', STARTING, { uptime_ms: 2000 }, 'ready after 2 s'],
    ['a start that no check follows', { ...STARTING, step: 'spawning' }, { pid: 9 }, 'started, pid 9'],
    ['a start that a check follows', { ...STARTING, step: 'spawning' }, { ...STARTING, pid: 9 }, 'started, pid 9'],
    ['a run that is gone on with', { state: 'inactive' }, { adopted: true, pid: 9 }, 'runs on, pid 9'],
    ['a target: no time of its own', { kind: 'target', ready: false, state: 'blocked' }, { kind: 'target' }, 'ready'],
    ['unhealthy, with the reason', {}, { health_error: 'HTTP 503' }, 'unhealthy: HTTP 503'],
    ['and healthy again', { health_error: 'HTTP 503' }, {}, 'healthy again'],
    ['a build', { state: 'inactive' }, { ...STARTING, step: 'building', building: true }, 'building'],
    ['a build beside a run', {}, { building: true }, 'building; the old run keeps serving'],
    [
      'a wait',
      STARTING,
      {
        state: 'blocked',
        blockers: [
          { type: 'requires', name: 'db' },
          { type: 'after', name: 'log' },
        ],
      },
      'waits for db, log',
    ],
    ['that its port is looked at', STARTING, { state: 'blocked', blockers: [{ ...held, holder: null }] }, undefined],
    ['that somebody holds it', STARTING, { state: 'blocked', blockers: [held] }, 'port 3000 is held by pid 7 (node)'],
    ['a failure', {}, FAILED, 'exit code 1'],
    ['and when it is tried again', {}, { ...FAILED, next_try_in_ms: 1500 }, 'exit code 1; next try in 1.5 s'],
    ['at once', {}, { ...FAILED, next_try_in_ms: 0 }, 'exit code 1; restarting'],
    ['or that it is not', {}, { ...FAILED, gave_up: true, restarts: 10 }, 'exit code 1; gave up after 10 restarts'],
    ['after the first', {}, { ...FAILED, gave_up: true, restarts: 1 }, 'exit code 1; gave up after 1 restart'],
    ['which goes without saying where none was wanted', {}, { ...FAILED, gave_up: true }, 'exit code 1'],
    ['a stop', {}, { state: 'stopping' }, 'stopping'],
    [
      'a stop because it failed',
      {},
      { state: 'stopping', failure: { type: 'unhealthy', attempts: 2, last_error: null } },
      'stopping: health check failed 2 times',
    ],
    [
      'at the first failed check',
      {},
      { state: 'stopping', failure: { type: 'unhealthy', attempts: 1, last_error: null } },
      'stopping: health check failed once',
    ],
    [
      'a check that passes on somebody else',
      {},
      { probe_doubt: { type: 'stranger', port: 3000, holder: { pid: 41, command: 'node other.js' } } },
      'the check passes, but pid 41 (node other.js) answers on port 3000, not this service',
    ],
    [
      'the stop of a run that is taken over, which may be gone',
      { state: 'inactive' },
      { state: 'stopping', adopted: true },
      undefined,
    ],
    [
      'one that the signal did not bring about',
      { state: 'stopping', stop: { signal: 'SIGTERM', sent_ms: 10_000, kill_in_ms: 0 } },
      { state: 'stopping', step: 'killed' },
      'did not end after SIGTERM; killed',
    ],
    ['its end', { state: 'stopping' }, { state: 'exited', intent: 'down' }, 'stopped'],
    [
      'an end that nobody asked for, with what to do',
      {},
      { state: 'exited', exit_code: 0 },
      expect.stringMatching(/^ended \(exit code 0\); next: run it in the foreground/),
    ],
    ['a job that is done', { kind: 'oneshot' }, { kind: 'oneshot', state: 'exited', exit_code: 0 }, 'done'],
    ['one that is off', { state: 'blocked' }, { state: 'inactive', intent: 'down', run: 0 }, undefined],
    [
      'a build that failed beside a run',
      {},
      { build_error: 'build failed: exit code 2' },
      'build failed: exit code 2; the old run keeps serving',
    ],
  ])('%s', (_, before, after, text) => expect(said(before, { run: 1, ...after })).toEqual(text));
});

test('nothing is said of what looks as before in the same run', () => {
  expect(said({ in_state_ms: 1 }, { in_state_ms: 2 })).toBeUndefined();
  expect(said({ build_error: 'build failed' }, { build_error: 'build failed' })).toBeUndefined();
});

test('a new run is news, also where it looks as the one before', () => {
  expect(said({ ...FAILED, run: 1 }, { ...FAILED, run: 2 })).toBe('exit code 1');
});
