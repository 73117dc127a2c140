import { describe, expect, test } from 'vitest';
import type { Row } from '../../../../src/rpc/results.ts';
import {
  DISPLAY_STATUSES,
  type DisplayStatus,
  displayStatusOf,
  glyphs,
  wantsAscii,
} from '../../../../src/tui/model/display-status.ts';
import { row } from '../rows.ts';

const DONE = { run: 1, code: 0, signal: null };

test.each<readonly [DisplayStatus, string, Partial<Row>]>([
  ['ready', 'running', {}],
  ['ready', 'running, with a build beside it', { building: true }],
  ['unhealthy', 'running with a failing check', { health_error: 'HTTP 503' }],
  ['starting', 'starting', { state: 'starting' }],
  ['starting', 'a job at work', { kind: 'oneshot' }],
  ['waiting', 'blocked', { state: 'blocked' }],
  ['waiting', 'wanted, and not looked at yet', { state: 'inactive', intent: 'up' }],
  ['stopping', 'stopping', { state: 'stopping' }],
  ['failed', 'failed', { state: 'failed' }],
  ['done', 'a job that ended with 0', { kind: 'oneshot', state: 'exited', last_exit: DONE }],
  ['stopped', 'one that was stopped, whatever it ended with', { state: 'exited', intent: 'down', last_exit: DONE }],
  ['ended', 'one that ended by itself', { state: 'exited', last_exit: { run: 1, code: null, signal: 'SIGTERM' } }],
  ['stopped', 'one that was stopped with everything', { state: 'exited', exit_code: 0, trigger: { type: 'shutdown' } }],
  [
    'done',
    'a job that had ended before',
    { kind: 'oneshot', state: 'exited', exit_code: 0, trigger: { type: 'shutdown' } },
  ],
  ['stopped', 'inactive after a run', { state: 'inactive', intent: 'down', run: 3 }],
  ['off', 'never started', { state: 'inactive', intent: 'down', run: 0 }],
])('%s: %s', (look, _, more) => expect(displayStatusOf(row('api', more))).toBe(look));

test('every status has its own glyph in both sets', () => {
  const looks = Object.keys(DISPLAY_STATUSES) as DisplayStatus[];
  expect(new Set(looks.map(glyphs(false).look)).size).toBe(looks.length);
  expect(new Set(looks.map(glyphs(true).look)).size).toBe(looks.length);
});

test('the set for other terminals is ASCII', () => {
  const { look, ...rest } = glyphs(true);
  expect(Object.values(rest).join('') + (Object.keys(DISPLAY_STATUSES) as DisplayStatus[]).map(look).join('')).toMatch(
    /^[ -~]*$/,
  );
});

describe('a terminal gets ASCII', () => {
  test.each<readonly [boolean, Record<string, string>]>([
    [false, {}],
    [false, { LANG: 'en_US.UTF-8' }],
    [false, { LANG: 'de_DE.utf8' }],
    [false, { LANG: '' }],
    [true, { LANG: 'C' }],
    [true, { LANG: 'C.UTF-8', LC_ALL: 'C' }],
    [true, { LANG: 'C.UTF-8', LC_CTYPE: 'POSIX' }],
    [false, { LANG: 'C', LC_ALL: 'C.UTF-8' }],
    [true, { LANG: 'C.UTF-8', TERM: 'linux' }],
    [true, { LANG: 'C.UTF-8', ZDEV_ASCII: '1' }],
    [false, { LANG: 'C', TERM: 'linux', ZDEV_ASCII: '0' }],
  ])('%s: %o', (expected, env) => expect(wantsAscii(env)).toBe(expected));
});
