import { expect, test } from 'vitest';
import { createLikeness } from '../../../../src/core/output/likeness.ts';

const nearest = (pattern: string, ...lines: string[]) => {
  const likeness = createLikeness(pattern);
  for (const line of lines) likeness.add(line);
  return likeness.nearest();
};

test('the line most similar to the pattern is found, whatever its case and punctuation', () => {
  const lines = ['loading', 'listening on :15310', 'GET /assets/1.js 200'];
  expect(nearest('Listening on port \\d+', ...lines)).toBe('listening on :15310');
  expect(nearest('^ready in [0-9]+ ms$', 'ready (in 30 ms)', 'reading files')).toBe('ready (in 30 ms)');
});

test('if no line is similar, none is returned', () => {
  expect(nearest('Listening on port \\d+', 'loading', 'GET / 200')).toBeNull();
  expect(nearest('\\d+', '42')).toBeNull();
});

test('a word of three letters counts', () => {
  expect(nearest('GET', 'something', 'get')).toBe('get');
});

test('the first of two equally similar lines wins, without the blanks around it', () => {
  expect(nearest('listening on port', '  listening on port 1 ', 'listening on port 2')).toBe('listening on port 1');
});

test('the first two thousand lines are compared', () => {
  const flood = (lines: number) => Array.from({ length: lines }, () => 'GET / 200');
  expect(nearest('ready', ...flood(1999), 'ready')).toBe('ready');
  expect(nearest('ready', ...flood(2000), 'ready')).toBeNull();
});
