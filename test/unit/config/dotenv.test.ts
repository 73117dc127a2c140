import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseDotenv } from '../../../src/config/dotenv.ts';

function parse(text: string, path?: string) {
  const { env, problems } = parseDotenv({ file: '.env', text }, path);
  return { env, problems };
}

describe('an env file', () => {
  test.each([
    ['a value cut at a comment', 'A=b # c', 'b'],
    ['only a comment', 'A= # c', ''],
    ['a # without a blank before it', 'A=#b', '#b'],
    ['a comment after quotes', 'A="b c" # d', 'b c'],
    ['quotes with text after them', 'A="b"c', '"b"c'],
    ['escapes in double quotes', 'A="a\\nb\\\\c\\"d\\t"', 'a\nb\\c"dt'],
    ['no escapes in single quotes', "A='a\\nb'", 'a\\nb'],
    ['single quotes over two lines', "A='a\nb'", 'a\nb'],
    ['an empty quoted value', 'A=""', ''],
    ['a tab before the comment', 'A=b\t# c', 'b'],
  ])('%s', (_, text, value) => expect(parse(text)).toEqual({ env: { A: value }, problems: [] }));

  test('an unclosed quote only affects its own line', () => {
    expect(parse('A="x\nB="y"\nC=z').env).toEqual({ A: '"x', B: 'y', C: 'z' });
  });

  test('line numbers are correct after values of several lines', () => {
    expect(parse('A="1\n2\n3"\nbad line').problems).toMatchObject([{ code: 'ignored-line', place: { line: 4 } }]);
  });

  test('only PATH can refer to its previous value', () => {
    expect(parse('PATH=/a:$PATH\nPATH="$' + '{PATH}:/b"\nX=$PATH', '/bin').env).toEqual({
      PATH: '/a:/bin:/b',
      X: '$PATH',
    });
    expect(parse("PATH='$PATH:/a'", '/bin').env).toEqual({ PATH: '$PATH:/a' });
    expect(parse('PATH=$PATHS', '/bin').env).toEqual({ PATH: '$PATHS' });
  });

  test('a reference to a key of the file is literal, with a warning unless put it in single quotes if you want it so', () => {
    const { env, problems } = parse("A=1\nB=$A\nC='$A'\nD=$E");
    expect(env).toEqual({ A: '1', B: '$A', C: '$A', D: '$E' });
    expect(problems).toMatchObject([{ severity: 'warning', code: 'not-expanded', place: { line: 2 } }]);
  });

  test('a variable called __proto__ is like any other', () => {
    expect(Object.entries(parse('__proto__=x').env)).toEqual([['__proto__', 'x']]);
  });

  test('any text: never throws, and the last plain assignment of a key wins', () => {
    const line = fc.oneof(fc.string(), fc.constantFrom('A="', "B='", 'export C=d', '# x', '', 'A=$A', '\r'));
    fc.assert(
      fc.property(fc.array(line), fc.string({ unit: fc.constantFrom('a', '1', ':', '/') }), (lines, value) => {
        const { env, problems } = parse([...lines, '', `LAST=${value}`].join('\n'));
        for (const [key, each] of Object.entries(env)) expect(typeof each, key).toBe('string');
        expect(problems.every(({ severity }) => severity === 'warning')).toBe(true);
        if (!lines.some((each) => /["']/.test(each))) expect(env['LAST']).toBe(value);
      }),
    );
  });
});
