import { expect, test } from 'vitest';
import { isAtLeast, levelOf } from '../../../../src/core/output/level.ts';

test.each([
  ['{"level":30,"msg":"error handler is set up: failed"}', null],
  ['{"level":40,"msg":"slow"}', 'warning'],
  ['{"time":1,"level":50,"msg":"x"}', 'error'],
  ['{"severity":"WARNING","message":"x"}', 'warning'],
  ['{"level":"fatal"}', 'error'],
  ['time=x level=info msg="connection refused"', null],
  ['time=x level=warn msg=x', 'warning'],
  ['ts=1 lvl=eror', null],
  ['WARN  low disk', 'warning'],
  ['[warning] old key', 'warning'],
  ['(node:1) DeprecationWarning: x', 'warning'],
  ['npm warn deprecated x', null],
  ['Error: connect ECONNREFUSED 127.0.0.1:5432', 'error'],
  ['panic: runtime error', 'error'],
  ['listening on 3000', null],
  ['compiled with 0 errors', null],
  ['', null],
])('%s is %s', (line, level) => {
  expect(levelOf(line)).toBe(level);
});

test('the level of warnings includes errors', () => {
  expect(isAtLeast('ERROR: x', 'warning')).toBe(true);
  expect(isAtLeast('WARN x', 'warning')).toBe(true);
  expect(isAtLeast('WARN x', 'error')).toBe(false);
  expect(isAtLeast('hello', 'warning')).toBe(false);
});
