import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { forRow, forTerminal, jsonText } from '../../../src/safe/terminal.ts';

const HOSTILE = [
  '\x1b]0;title\x07',
  '\x1b]52;c;UFdO\x07',
  '\x1b[2J',
  '\x1b[8m',
  '\x9b5n',
  '\x9d0;t\x9c',
  '\x07',
  '\x7f',
  '\r',
  '\b',
  '\0',
  '\u202e',
  '\u2066',
  '\u200f',
  '\u061c',
  '\x1b[38;5;1m',
  '\x1bP$qm\x1b\\',
];
const UNSAFE = /[\0-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/;

describe('a text of zdev', () => {
  test.each(HOSTILE)('%j in it does not reach the terminal, and leaves a mark', (hostile) => {
    const text = forTerminal(`before ${hostile} after`);
    expect(text).not.toMatch(UNSAFE);
    expect(text).toMatch(/^before \ufffd.* after$/);
  });

  test('keeps newlines, tabs, letters of every script, and the styles that zdev uses', () => {
    const text = '\x1b[31merror:\x1b[0m größe\tפנים 日本\n\x1b[1mbold\x1b[m\x1b[90mgrey\x1b[39m\n';
    expect(forTerminal(text)).toBe(text);
  });

  test('a line end of Windows becomes one of Unix', () => {
    expect(forTerminal('a\r\nb')).toBe('a\nb');
  });

  test('whatever stands in it, only styles are left of the escape sequences', () => {
    const part = fc.oneof(
      fc.constantFrom(...HOSTILE, '\x1b', '[', 'm', '0', '8'),
      fc.string({ unit: 'binary', maxLength: 4 }),
    );
    fc.assert(
      fc.property(fc.array(part), (parts) => {
        const left = forTerminal(parts.join('')).replace(/\x1b\[\d{0,2}m/g, (style) =>
          style === '\x1b[8m' ? style : '',
        );
        expect(left).not.toMatch(UNSAFE);
      }),
    );
  });
});

test('in a part of a row, styles and newlines do not pass either', () => {
  expect(forRow('a\x1b[31mb\nc\td\x9be')).toBe('a[31mbcde');
  expect(forRow('größe 日本')).toBe('größe 日本');
});

test('JSON is printable and means the same', () => {
  const value = { a: HOSTILE, 'key\x9b': 'größe 日本' };
  expect(jsonText(value)).not.toMatch(UNSAFE);
  expect(jsonText(value, 2)).not.toMatch(/[^\n\P{Cc}]/u);
  expect(JSON.parse(jsonText(value))).toEqual(value);
});
