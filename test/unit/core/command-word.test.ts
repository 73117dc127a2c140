import { expect, test } from 'vitest';
import { firstWord } from '../../../src/core/command-word.ts';

test('the program of a command line is its first word, after assignments and exec; a shell builtin is not a program', () => {
  const words = ['node a.js', 'A=1 B="x y" exec ./run --it', 'cd web && npm start', '$TOOL run', 'PATH=bin tool'];
  expect(words.map(firstWord)).toEqual(['node', './run', null, null, null]);
});

test('blanks before a command do not matter', () => {
  expect(firstWord('  npm run dev')).toBe('npm');
});
