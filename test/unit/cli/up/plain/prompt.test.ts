import { expect, test } from 'vitest';
import { looksLikePrompt } from '../../../../../src/cli/up/plain/prompt.ts';

test.each([
  ['Continue? ', true],
  ['Continue? (y/n)', true],
  ['Overwrite [Y/n] ', true],
  ['Password: ', true],
  ['> ', true],
  ['$ ', true],
  ['❯ ', true],
  ['名前：', true],
  ['\x1b[32m?\x1b[39m Name: \x1b[0m\x1b[9G', true],
  ['half a ', false],
  ['first, ', false],
  ['Compiling...', false],
  ['45%', false],
  ['ends in blanks?   ', false],
  ['', false],
])('%j: %o', (text, expected) => {
  expect(looksLikePrompt(Buffer.from(text).toString('latin1'))).toBe(expected);
});
