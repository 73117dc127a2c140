import { expect, test } from 'vitest';
import { opening, styleAfter } from '../../../src/text/style.ts';

test.each([
  ['\x1b[31ma', '\x1b[31m'],
  ['\x1b[31m\x1b[1m', '\x1b[1;31m'],
  ['\x1b[31m\x1b[32m', '\x1b[32m'],
  ['\x1b[31;44mx\x1b[39m', '\x1b[44m'],
  ['\x1b[1;2;3mx\x1b[22m', '\x1b[3m'],
  ['\x1b[31mx\x1b[m', ''],
  ['\x1b[31mx\x1b[0m', ''],
  ['\x1b[31mx\x1b[0;4m', '\x1b[4m'],
  ['\x1b[38;5;0m', '\x1b[38;5;0m'],
  ['\x1b[38;2;0;0;0;1m', '\x1b[1;38;2;0;0;0m'],
  ['\x1b[4:3;38:2::1:2:3m', '\x1b[4:3;38:2::1:2:3m'],
  ['\x1b[97;100m\x1b[49m', '\x1b[97m'],
  ['\x1b[12345m', ''],
])('%j leaves %j', (text, expected) => {
  expect(opening(styleAfter(text))).toBe(expected);
});
