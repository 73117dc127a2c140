import { describe, expect, test } from 'vitest';
import { clockText } from '../../../../src/present/time.ts';
import { laidOut } from '../../../../src/tui/logs/structured.ts';
import { THEMES } from '../../../../src/tui/model/theme.ts';

const AT = Date.UTC(2026, 0, 2, 12);

test.each([
  [
    'JSON of pino',
    `{"level":40,"time":${AT},"msg":"slow","ms":812,"req":{"id":1}}`,
    `${clockText(AT)} WARN  slow ms=812 req={"id":1}`,
  ],
  ['JSON with an ISO time', `{"ts":"2026-01-02T12:00:00Z","level":"info","message":"on"}`, `${clockText(AT)} INFO  on`],
  ['seconds since 1970', `{"ts":${AT / 1000},"level":"info","msg":"on"}`, `${clockText(AT)} INFO  on`],
  ['logfmt', 'level=info msg="it runs" port=80', 'INFO  it runs port=80'],
  ['logfmt with quotes in quotes', 'level=warn msg="a \\"b\\"" x=', 'WARN  a "b" x='],
  ['a level alone', '{"level":"error"}', 'ERROR'],
])('%s is laid out', (_, line, text) =>
  expect(laidOut(line, null).replaceAll('\x1b[1m', '').replaceAll('\x1b[22m', '')).toBe(text));

test.each([
  'GET /users?level=3 200',
  '{"a":1}',
  '{"level":"info"',
  '[1,2]',
  'a=b c',
  'level=info and then words',
  '\x1b[32m{"level":"info","msg":"x"}\x1b[0m',
  `{"level":"info","msg":"${'x'.repeat(9000)}"}`,
  '',
])('what is no log line as data stays as it is: %.40s', (line) => expect(laidOut(line, THEMES.dark)).toBe(line));

describe('levels have their colours', () => {
  test('in data, and in front of a line without a time', () => {
    expect(laidOut('{"level":"error","msg":"x"}', THEMES.dark)).toBe('\x1b[38;5;203mERROR\x1b[39m x');
    expect(laidOut('12:00:01 WARN slow', THEMES.dark)).toBe('12:00:01 \x1b[38;5;214mWARN\x1b[39m slow');
    expect(laidOut('\x1b[31mERROR\x1b[0m x', THEMES.dark)).toBe('\x1b[31mERROR\x1b[0m x');
  });

  test('not because a word stands somewhere in it', () => {
    expect(laidOut('no ERROR here', THEMES.dark)).toBe('no ERROR here');
  });
});
