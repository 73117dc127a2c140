import * as real from '@alcalzone/ansi-tokenize';
import fc from 'fast-check';
import realWidth from 'string-width';
import { describe, expect, test } from 'vitest';
import * as ours from '../../../../src/tui/ink/shims/ansi-tokenize.ts';
import { BoundedMap } from '../../../../src/tui/ink/shims/bounded-cache.ts';
import stringWidth from '../../../../src/tui/ink/shims/string-width.ts';

/** What chalk writes: a style, its end, or a colour of 16, 256 or all. */
const style = fc.oneof(
  fc.constantFrom('0', '1', '2', '3', '4', '7', '8', '9', '53', '22', '23', '24', '27', '28', '29', '39', '49', '55'),
  fc.integer({ min: 30, max: 37 }).map(String),
  fc.integer({ min: 90, max: 97 }).map(String),
  fc.integer({ min: 40, max: 47 }).map(String),
  fc.integer({ min: 100, max: 107 }).map(String),
  fc.nat(255).map((color) => `38;5;${color}`),
  fc.nat(255).map((color) => `48;2;1;2;${color}`),
);
const words = fc.constantFrom('a', ' ', 'db: ready', '─┬', '●', '数据', 'e\u0301t\u0301', '👩‍👩‍👧', '🇩🇪', '❤️', 'ไทย');
const styled = fc
  .array(
    fc.oneof(
      style.map((code) => `\x1b[${code}m`),
      words,
    ),
    { maxLength: 20 },
  )
  .map((parts) => parts.join(''));

/** Each character with the styles that it is in, whatever their order. */
function charactersOf({ tokenize, styledCharsFromTokens }: typeof real, text: string) {
  return styledCharsFromTokens(tokenize(text)).map(({ value, styles }) => [
    value,
    new Set(styles.map(({ code }) => code)),
  ]);
}

function ourCharacters(text: string) {
  const chars = ours.styledCharsFromTokens(ours.tokenize(text));
  return chars.map(({ value, styles }) => [value, new Set(styles.map((code) => `\x1b[${code}m`))]);
}

describe('our tokenizer', () => {
  test('finds the same characters in the same styles as the one that it stands in for', () => {
    fc.assert(
      fc.property(styled, (text) => {
        expect(ourCharacters(text)).toEqual(charactersOf(real, text));
      }),
      { numRuns: 500 },
    );
  });

  test('writes rows that mean the same, and leave no style behind', () => {
    fc.assert(
      fc.property(styled, (text) => {
        const written = ours.styledCharsToString(ours.styledCharsFromTokens(ours.tokenize(text)));
        expect(charactersOf(real, written)).toEqual(charactersOf(real, text));
        const after = charactersOf(real, `${written}x`).at(-1);
        expect(after).toEqual(['x', new Set()]);
      }),
      { numRuns: 500 },
    );
  });

  test('writes a style once where many characters are in it', () => {
    const text = '\x1b[31mr\x1b[39m\x1b[31me\x1b[39m\x1b[31md\x1b[39m';
    expect(ours.styledCharsToString(ours.styledCharsFromTokens(ours.tokenize(text)))).toBe('\x1b[31mred\x1b[39m');
  });
});

describe('our width of a text', () => {
  test.each([
    'plain',
    '\x1b[1;31mred\x1b[0m and \x1b[38;5;200mmore\x1b[39m',
    '数据库 ─┬ ●',
    'e\u0301t\u0301',
    '👩‍👩‍👧 🇩🇪 😀',
    '',
  ])('is that of the package that it stands in for: %j', (text) => expect(stringWidth(text)).toBe(realWidth(text)));
});

describe('the map that stands in for caches', () => {
  test('a full cache forgets everything and continues', () => {
    const map = new BoundedMap<number, string>();
    for (let i = 0; i < 10_000; i++) {
      map.set(i, `${i}`);
      expect(map.size).toBeLessThanOrEqual(2000);
    }
    expect(map.get(9999)).toBe('9999');
  });

  test('a known entry does not empty the cache', () => {
    const map = new BoundedMap<number, string>();
    for (let i = 0; i < 2000; i++) map.set(i, 'old');
    map.set(0, 'new');
    expect([map.size, map.get(0), map.get(1)]).toEqual([2000, 'new', 'old']);
  });
});
