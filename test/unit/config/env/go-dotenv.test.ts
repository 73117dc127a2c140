import { describe, expect, test } from 'vitest';
import { COMPOSE, type Dialect, GODOTENV, parseGoDotenv, RAW } from '../../../../src/config/env/go-dotenv.ts';

function read(text: string, dialect: Dialect, outside: Readonly<Record<string, string>> = {}) {
  return parseGoDotenv({ file: '.env', text }, dialect, (name) => outside[name]);
}

/** Each value is what docker compose's own loader gives for the line, below `A=1` and with `OUT=out` in the environment. */
describe('docker compose', () => {
  test.each([
    ['B=$A/x', '1/x'],
    [`B=\${A}-y`, '1-y'],
    [`B='$A'`, '$A'],
    [`B="\${A} q"`, '1 q'],
    ['B="x\\ty\\nz"', 'x\ty\nz'],
    [`B=\${NOPE:-def}`, 'def'],
    [`B=\${NOPE-d}`, 'd'],
    [`B=\${A:+alt}`, 'alt'],
    [`B=\${A:?needed}`, '1'],
    [`B=\${NOPE:-\${A:-x}}`, '1'],
    ['B=a # comment', 'a'],
    ['B=a#b', 'a#b'],
    ['B=#hash', '#hash'],
    ['B: yaml style', 'yaml style'],
    ['export B=exported', 'exported'],
    ['B = spaced', 'spaced'],
    [`B="multi\nline $A"`, 'multi\nline 1'],
    ['B=$$A', '$A'],
    ['B="\\$A"', '$A'],
    [`B="a 'b' c"`, "a 'b' c"],
    [`B='a "b" c'`, 'a "b" c'],
    ['B=', ''],
    ['B=  trimmed  ', 'trimmed'],
    ['B="esc \\" quote"', 'esc " quote'],
    [`B='it\\'s'`, "it's"],
    ['B="\\\\n"', '\\n'],
    ['B="oct \\0101"', 'oct A'],
    ['B=a\\nb', 'a\\nb'],
    ['B="$A" # c', '1'],
    ['B=$OUT', 'out'],
  ])('%j', (line, expected) => {
    const { env, problems } = read(`A=1\n${line}\n`, COMPOSE, { OUT: 'out' });
    expect(env['B']).toBe(expected);
    expect(problems).toEqual([]);
  });

  test('the environment takes priority over the lines above', () => {
    expect(read('A=file\nB=$A\n', COMPOSE, { A: 'outside' }).env).toEqual({ A: 'file', B: 'outside' });
  });

  test('a name without a value is taken from the environment', () => {
    expect(read('OUT\nGONE\n', COMPOSE, { OUT: 'out' }).env).toEqual({ OUT: 'out' });
  });

  test('a bad line, an open quote and an unset variable are reported with their line', () => {
    const { env, problems } = read('not a pair\nA="open\nB=$GONE\n', COMPOSE);
    expect(env).toEqual({ B: '' });
    expect(problems).toMatchObject([
      { code: 'ignored-line', place: { line: 1 } },
      { code: 'ignored-line', place: { line: 2 } },
      { code: 'unset-variable', place: { line: 3 } },
    ]);
  });

  test('a variable called __proto__ is one like any other', () => {
    expect(Object.entries(read('__proto__=x\n', COMPOSE).env)).toEqual([['__proto__', 'x']]);
  });

  test('format: raw takes values as they are', () => {
    expect(read(`A="$B" # c\nB='x'\n`, RAW).env).toEqual({ A: '"$B" # c', B: "'x'" });
  });
});

describe('process-compose', () => {
  test.each([
    ['B=$A/x', '1/x'],
    [`B=\${A}-y`, '1-y'],
    [`B="$A\\nz"`, '1\nz'],
    [`B='$A'`, '$A'],
    ['B=\\$A', '$A'],
    ['B=$(date)', '$(date)'],
    ['B=$OUT', ''],
    ['B=a # comment', 'a'],
    ['B: yaml style', 'yaml style'],
  ])('%j', (line, expected) => {
    const { env, problems } = read(`A=1\n${line}\n`, GODOTENV, { OUT: 'out' });
    expect(env['B']).toBe(expected);
    expect(problems).toEqual([]);
  });

  test('an unknown operator is reported', () => {
    expect(read(`A=1\nB=\${A:-x}\n`, GODOTENV)).toMatchObject({
      env: { B: '1:-x}' },
      problems: [{ code: 'not-expanded', place: { line: 2 } }],
    });
  });
});
