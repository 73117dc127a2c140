import { describe, expect, test } from 'vitest';
import { cut, plain, wrap } from '../../../src/text/cut.ts';

const see = (line: string, width = 80, from = 0) => cut(line, { width, from, color: true });
const RED = '\x1b[31m';
const OFF = '\x1b[0m';

describe('a line in a window', () => {
  test.each([
    ['fits', 'hello', 10, { text: 'hello', width: 5 }],
    ['is cut', 'hello', 3, { text: 'hel', width: 3 }],
    ['is cut to nothing', 'hello', 0, { text: '', width: 0 }],
    ['is empty', '', 5, { text: '', width: 0 }],
    ['has wide characters', '日本語', 4, { text: '日本', width: 4 }],
    ['has a wide character across the edge', '日本語', 3, { text: '日 ', width: 3 }],
    ['has a tab', 'a\tb', 20, { text: 'a       b', width: 9 }],
    ['has a tab with an accent', 'a\t\u0301b', 20, { text: 'a       \u0301b', width: 9 }],
    ['has a tab across the edge', 'a\tb', 4, { text: 'a   ', width: 4 }],
    ['has an accent of its own', 'e\u0301a', 1, { text: 'e\u0301', width: 1 }],
    ['has a family', '👩‍👩‍👧x', 3, { text: '👩‍👩‍👧x', width: 3 }],
    ['has flags', '🇧🇪🇨🇭', 3, { text: '🇧🇪 ', width: 3 }],
    ['has a sign shown as a picture', '❤️x', 3, { text: '❤️x', width: 3 }],
    ['has a sign as it is', '❤x', 2, { text: '❤x', width: 2 }],
    ['has Hangul in pieces', '\u1112\u1161\u11abx', 3, { text: '\u1112\u1161\u11abx', width: 3 }],
    ['has Devanagari', 'नि', 2, { text: 'नि', width: 1 }],
  ])('that %s', (_, line, width, row) => expect(see(line, width)).toEqual(row));

  test('that is moved to the side', () => {
    expect(see('hello world', 3, 4)).toEqual({ text: 'o w', width: 3 });
    expect(see('日本語', 4, 1)).toEqual({ text: ' 本 ', width: 4 });
    expect(see('a\tb', 20, 7)).toEqual({ text: ' b', width: 2 });
    expect(see('short', 5, 9)).toEqual({ text: '', width: 0 });
    expect(see(`${RED}hello`, 3, 2)).toEqual({ text: `${RED}llo${OFF}`, width: 3 });
    expect(see('e\u0301\u001b[1m\u0301x', 3, 1)).toEqual({ text: '\x1b[1mx\x1b[0m', width: 1 });
  });
});

describe('escape sequences', () => {
  test('of colours and styles stay, and are over at the end', () => {
    expect(see(`a${RED}b${OFF}c`)).toEqual({ text: `a${RED}b${OFF}c`, width: 3 });
    expect(see(`${RED}hello`, 2).text).toBe(`${RED}he${OFF}`);
    expect(see('\x1b[1m\x1b[38;2;1;2;3mx').text).toBe('\x1b[1;38;2;1;2;3mx\x1b[0m');
    expect(see('\x1b[4:3mx').text).toBe('\x1b[4:3mx\x1b[0m');
    expect(see('\x1b[4mx\x1b[4:0my').text).toBe('\x1b[4mx\x1b[0my');
    expect(see('\x1b[1;31mx\x1b[22my').text).toBe('\x1b[1;31mx\x1b[0;31my\x1b[0m');
    expect(see('\x1b[31;mx').text).toBe('x');
    expect(see(`${'\x1b[31m\x1b[0m'.repeat(500)}x`).text).toBe('x');
  });

  test('of colours go when none are wanted', () => {
    const colorless = (line: string) => cut(line, { width: 80, color: false }).text;
    expect(colorless('\x1b[31;1mx\x1b[0m')).toBe('\x1b[1mx\x1b[0m');
    expect(colorless('\x1b[38;5;1mx')).toBe('x');
    expect(colorless('\x1b[2;3;4;5;7;48;2;1;7;1mx')).toBe('\x1b[2;4;7mx\x1b[0m');
  });

  test.each([
    ['cursor moves', '\x1b[5Aa\x1b[2;3Hb\x1b[10Cc'],
    ['clearing and modes', 'a\x1b[2Jb\x1b[?1049h\x1b[?25lc'],
    ['titles', 'a\x1b]0;title\x07b\x1b]2;title\x1b\\c'],
    ['the clipboard', 'a\x1b]52;c;aGVsbG8=\x07bc'],
    ['links', '\x1b]8;;https://example.org\x1b\\abc\x1b]8;;\x1b\\'],
    [
      'device control, application, privacy and other strings',
      'a\x1bPq#1\x1b\\b\x1b_G\x1b\\\x1b^x\x1b\\c\x1bXy\x1b\\\x1bkz\x1b\\',
    ],
    ['character sets and resets', 'a\x1b(0b\x1bcc\x1b7'],
    ['the keyboard', 'a\x1b[>4;1mb\x1b[?4mc'],
    ['styles of no sane length', `a\x1b[${'1;'.repeat(200)}1mbc`],
    ['bells, nulls and newlines', 'a\x07b\x00c\n\x7f'],
    ['8-bit controls', 'a\x85b\x9bc\x90'],
    ['turned writing', 'a\u202eb\u2066c\u200f'],
    ['a sequence without an end', 'abc\x1b[31'],
    ['a broken sequence', 'a\x1b[3\x07bc'],
    ['an escape at the end', 'abc\x1b'],
  ])('of %s are dropped', (_, line) => {
    expect(see(line)).toEqual({ text: 'abc', width: 3 });
    expect(plain(line)).toBe('abc');
  });

  test('that open a string and never close it take nothing along', () => {
    expect(plain('a\x1b]52;c;b')).toBe('a52;c;b');
  });
});

describe('a line that goes back over itself', () => {
  test.each([
    ['a progress bar', '10%\r20%\r100%', '100%'],
    ['a shorter end', 'downloading\rdone', 'doneloading'],
    ['a CRLF', 'hello\r', 'hello'],
    ['a CRLF of a pty in a pty', 'hello\r\r', 'hello'],
    ['an erased rest', 'downloading\r\x1b[Kdone', 'done'],
    ['an erased row', '⠋ loading\x1b[2K\x1b[1G⠙ loading\x1b[2K\x1b[1G✔ ok', '✔ ok'],
    ['an erased end', 'loading\x1b[2K\r', ''],
    ['a spinner', '|\b/\b-', '-'],
    ['half a wide character', '日本\ra', 'a 本'],
    ['the other half', '日本\r\x1b[31mab\x1b[0mc', 'abc '],
    ['the right half alone', '日\bX', ' X'],
    ['an accent that a colour has parted from its letter', 'ae\x1b[1m\u0301\rx', 'xe\u0301'],
    ['a tab, which erases nothing', 'abcdefghij\r\tX', 'abcdefghXj'],
    ['a tab beyond the end', 'ab\r\tX', 'ab      X'],
  ])('as in %s', (_, line, text) => {
    expect(plain(line)).toBe(text);
    expect(see(line).text.replace(/\x1b\[[\d;]*m/g, '')).toBe(text);
  });

  test('keeps what was coloured coloured', () => {
    expect(see(`${RED}abcdef${OFF}\rxy`).text).toBe(`xy${RED}cdef${OFF}`);
  });
});

describe('marks', () => {
  const marked = (line: string, ...marks: [number, number][]) =>
    cut(line, { width: 20, color: true, marks: marks.map(([from, to]) => ({ from, to })) }).text;

  test('are shown in reverse', () => {
    expect(marked('hello world', [6, 11])).toBe('hello \x1b[7mworld\x1b[0m');
    expect(marked('ab', [0, 1], [1, 2])).toBe('\x1b[7mab\x1b[0m');
    expect(marked(`a${RED}bc`, [0, 2])).toBe('\x1b[7ma\x1b[0;7;31mb\x1b[0;31mc\x1b[0m');
  });

  test('stand out from what is in reverse already', () => expect(marked('\x1b[7mab', [1, 2])).toBe('\x1b[7ma\x1b[0mb'));

  test('count in the plain text', () => {
    expect(marked('\ta', [8, 9])).toBe('        \x1b[7ma\x1b[0m');
    expect(marked('\x1b]0;title\x07ab', [1, 2])).toBe('a\x1b[7mb\x1b[0m');
    expect(marked('👩‍👧b', [2, 3])).toBe('\x1b[7m👩‍👧\x1b[0mb');
    expect(marked('abc\rx', [0, 1])).toBe('\x1b[7mx\x1b[0mbc');
  });
});

describe('wrapped lines', () => {
  const rows = (line: string, width: number, color = true) => wrap(line, { width, color });

  test('fill their rows, and there is at least one', () => {
    expect(rows('hello', 2).map((row) => row.text)).toEqual(['he', 'll', 'o']);
    expect(rows('hell', 2).map((row) => row.text)).toEqual(['he', 'll']);
    expect(rows('', 2)).toEqual([{ text: '', width: 0 }]);
  });

  test('carry their styles over', () => {
    expect(rows(`${RED}hello`, 3).map((row) => row.text)).toEqual([`${RED}hel${OFF}`, `${RED}lo${OFF}`]);
    expect(wrap('abcd', { width: 2, color: true, marks: [{ from: 1, to: 3 }] }).map((row) => row.text)).toEqual([
      'a\x1b[7mb\x1b[0m',
      '\x1b[7mc\x1b[0md',
    ]);
  });

  test('never divide a character', () => {
    expect(rows('a日本', 2)).toEqual([
      { text: 'a ', width: 2 },
      { text: '日', width: 2 },
      { text: '本', width: 2 },
    ]);
    expect(rows('日a', 1).map((row) => row.text)).toEqual([' ', 'a']);
    expect(rows('abe\u0301', 3)).toEqual([{ text: 'abe\u0301', width: 3 }]);
  });
});

test('what joins a character that the mark has taken the place of is not shown', () => {
  expect(cut('abc\x1b[31m\u0301d', { width: 3, color: false, more: '>' })).toEqual({ text: 'ab>', width: 3 });
  expect(cut('abc\x1b[31m\u0301', { width: 3, color: false, more: '>' })).toEqual({ text: 'abc\u0301', width: 3 });
});
