import { describe, expect, test } from 'vitest';
import { severityOf } from '../../../../src/tui/logs/level.ts';
import { compile, type Matcher } from '../../../../src/tui/logs/search-query.ts';

function matcher(text: string, regex = false): Matcher {
  const compiled = compile({ text, regex });
  if ('error' in compiled) throw new Error(compiled.error);
  return compiled;
}

describe('a query', () => {
  test('without capitals matches in any case, with one only as it is', () => {
    expect([matcher('get').matches('GET /'), matcher('Get').matches('GET /')]).toEqual([true, false]);
  });

  test('is a text, in which nothing has a meaning', () => {
    expect([matcher('a.c').matches('abc'), matcher('[x]').matches('[X]')]).toEqual([false, true]);
  });

  test('a regular expression works too', () => {
    expect(matcher('st(atus)? \\d{3}', true).matches('status 500')).toBe(true);
    expect(compile({ text: '(', regex: true })).toHaveProperty('error');
  });

  test('looks through colours', () => {
    expect(matcher('error: no').matches('\x1b[31merror\x1b[0m: no')).toBe(true);
    expect(matcher('31').matches('\x1b[31merror\x1b[0m')).toBe(false);
  });

  test('says where it matches in the plain text', () => {
    expect(matcher('o').hits('\x1b[1mfoo\x1b[0m bor')).toEqual([
      { from: 1, to: 2 },
      { from: 2, to: 3 },
      { from: 5, to: 6 },
    ]);
  });

  test('that matches nothing everywhere marks nothing', () => {
    expect(matcher('x*', true).hits('abc')).toEqual([]);
  });
});

describe('a line is alarming, and a warning where it says so', () => {
  test.each([
    'ERROR something',
    '12:03:11.648 ERROR upstream search: connect ECONNREFUSED',
    '2026-01-02T10:00:00.123Z WARN slow',
    '[error] no such table',
    '2026-01-02 10:00:00 UTC [123] ERROR:  relation does not exist',
    '\x1b[31merror\x1b[39m: it broke',
    '{"level":"error","msg":"x"}',
    '{"time":1,"level":50,"msg":"x"}',
    'ts=1 level=warn msg=x',
    'TypeError: x is not a function',
    'Error [ERR_MODULE_NOT_FOUND]: Cannot find',
    'Traceback (most recent call last):',
    'panic: runtime error',
    "thread 'main' panicked at src/main.rs:2:5:",
    'npm ERR! code ELIFECYCLE',
    'warning: unused variable',
  ])('%s', (line) => expect(severityOf(line)).toBe(/warn/i.test(line) ? 'warning' : 'error'));

  test.each([
    'GET /errors 200 in 3ms',
    'no errors found',
    '0 warnings, 0 errors',
    'INFO  error budget is fine',
    '{"level":"info","msg":"error page served"}',
    'level=info msg="retry after error"',
    'errors: 0',
    '',
  ])('but not because a word is somewhere in it: %s', (line) => expect(severityOf(line)).toBeNull());
});
