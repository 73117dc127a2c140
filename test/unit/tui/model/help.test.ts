import { expect, test } from 'vitest';
import { wrapWords } from '../../../../src/tui/model/help.ts';

test.each([
  ['one two three', 7, ['one two', 'three']],
  ['  one two three', 7, ['  one', '  two', '  three']],
  ['sh -c "a-very-long-word" x', 8, ['sh -c', '"a-very-', 'long-wor', 'd" x']],
  ['  abcdefgh', 5, ['  abc', '  def', '  gh']],
  ['日本語の長い', 5, ['日本', '語の', '長い']],
  ['', 5, ['']],
] as const)('%j in %d columns: broken at blanks, and where a word is too long', (text, width, rows) => {
  expect(wrapWords(text, width)).toEqual(rows);
});
