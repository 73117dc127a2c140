import { expect, test } from 'vitest';
import { textWidth, truncate } from '../../../src/text/width.ts';

test.each([
  ['', 0],
  ['abc', 3],
  ['日本', 4],
  ['e\u0301', 1],
  ['● ◐ ✗', 5],
  ['👍🏽', 2],
  ['🇧🇪', 2],
  ['1️⃣', 2],
  ['\u200b\u00ad', 0],
  ['\ue0a0', 1],
  ['ｱﾞ', 2],
])('the width of %o is %i', (text, width) => expect(textWidth(text)).toBe(width));

test.each([
  ['postgres', 8, 'postgres'],
  ['postgres', 5, 'post…'],
  ['日本語', 5, '日本…'],
  ['日本語', 4, '日…'],
  ['ab', 1, '…'],
  ['ab', 0, ''],
])('%s in %i columns is %s', (text, width, shown) => expect(truncate(text, width)).toBe(shown));

test('the ellipsis is left out if there is no room', () => {
  expect(truncate('postgres', 5, '...')).toBe('po...');
  expect(truncate('postgres', 2, '...')).toBe('po');
});
