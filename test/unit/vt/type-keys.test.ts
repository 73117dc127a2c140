import { expect, test } from 'vitest';
import { RESET_MODES } from '../../../src/vt/modes.ts';
import { KeyError, typeKeys, typeText } from '../../../src/vt/type-keys.ts';

const KEYS: readonly [string, string][] = [
  ['Enter', '\r'],
  ['Tab', '\t'],
  ['S-Tab', '\x1b[Z'],
  ['BTab', '\x1b[Z'],
  ['Escape', '\x1b'],
  ['Space', ' '],
  ['BSpace', '\x7f'],
  ['Up', '\x1b[A'],
  ['C-Right', '\x1b[1;5C'],
  ['S-End', '\x1b[1;2F'],
  ['Delete', '\x1b[3~'],
  ['C-PgUp', '\x1b[5;5~'],
  ['F1', '\x1bOP'],
  ['F5', '\x1b[15~'],
  ['S-F12', '\x1b[24;2~'],
  ['C-c', '\x03'],
  ['^C', '\x03'],
  ['^c', '\x03'],
  ['Ctrl-D', '\x04'],
  ['C-]', '\x1d'],
  ['C-Space', '\0'],
  ['M-x', '\x1bx'],
  ['M-C-x', '\x1b\x18'],
  ['S-a', 'A'],
  ['q', 'q'],
  ['end', 'end'],
  ['select 1;', 'select 1;'],
  ['äö', 'äö'],
  ['^', '^'],
  ['a-b', 'a-b'],
  ['', ''],
];

test.each(KEYS)('%s types %j', (key, typed) => {
  expect(typeKeys([key], RESET_MODES)).toBe(typed);
});

test('keys come one after the other, and a text with lines ends each with Enter', () => {
  expect(typeKeys(['c', 'Enter', 'a\nb'], RESET_MODES)).toBe('c\ra\rb');
  expect(typeText('one\r\ntwo\n')).toBe('one\rtwo\r');
});

test('arrows have other codes where the program has asked for them', () => {
  const modes = { ...RESET_MODES, cursorKeys: true };
  expect(typeKeys(['Up', 'Home', 'C-Up', 'Delete'], modes)).toBe('\x1bOA\x1bOH\x1b[1;5A\x1b[3~');
});

test('with the kitty keyboard, keys that were ambiguous are not', () => {
  const some = { ...RESET_MODES, kittyKeyboard: 1 };
  expect(typeKeys(['Escape', 'C-c', 'M-x', 'a', 'Enter'], some)).toBe('\x1b[27u\x1b[99;5u\x1b[120;3ua\r');
  expect(typeKeys(['Enter'], { ...RESET_MODES, kittyKeyboard: 8 })).toBe('\x1b[13u');
});

test.each(['C-Entr', 'M-foo', 'C-F99'])('%s is no key', (key) => {
  expect(() => typeKeys([key], RESET_MODES)).toThrow(KeyError);
});
