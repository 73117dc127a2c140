import { expect, test } from 'vitest';
import { listText } from '../../../src/present/words.ts';

const names = (count: number) => Array.from({ length: count }, (_, i) => `s${i + 1}`);

test('a list of many names shows the first few, and how many more there are', () => {
  expect(listText(names(1000), 3)).toBe('s1, s2, s3 and 997 more');
});

test('a list of few names shows all of them', () => {
  expect(listText(names(3), 3)).toBe('s1, s2, s3');
  expect(listText(names(4), 3)).toBe('s1, s2, s3 and 1 more');
});
