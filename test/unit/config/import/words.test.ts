import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { parseDuration } from '../../../../src/config/import/duration.ts';
import { splitWords } from '../../../../src/config/import/split-words.ts';
import { commandLine } from '../../../../src/core/shell-quote.ts';

test.each([
  ['0', 0],
  ['1m30s', 90_000],
  ['500ms', 500],
  ['1.5s', 1500],
  ['2h', 7_200_000],
  ['1us', 0],
  ['10', null],
  ['', null],
  ['1m 30s', null],
  ['soon', null],
])('the duration %j is %s ms', (text, expected) => expect(parseDuration(text)).toBe(expected));

test.each([
  ['postgres -c "max connections=2"', ['postgres', '-c', 'max connections=2']],
  [`sh -c 'echo $A "b"'`, ['sh', '-c', 'echo $A "b"']],
  [`a\\ b "c\\"d" e'f'g`, ['a b', 'c"d', 'efg']],
  ['  blanks\n between  ', ['blanks', 'between']],
  ['', []],
  ['echo "\\n" \'\\n\'', ['echo', 'n', '\\n']],
  ['echo $(date +%s) `a b`', ['echo', '$(date +%s)', '`a b`']],
  ["a '' b", ['a', '', 'b']],
])('the words of %j', (line, expected) => {
  expect(splitWords(line)).toEqual({ words: expected, rest: '', isBroken: false });
});

test.each([
  ['cd x && npm start', ['cd', 'x'], '&& npm start'],
  ['echo a;b', ['echo', 'a'], ';b'],
  ['run 2>log', ['run'], '>log'],
])('docker compose ends %j at an operator of the shell', (line, words, rest) => {
  expect(splitWords(line)).toEqual({ words, rest, isBroken: false });
});

test.each(['echo "a', "echo 'a", 'echo (a)', 'echo a\\', 'echo $(a'])('docker compose refuses %j', (line) => {
  expect(splitWords(line).isBroken).toBe(true);
});

test('the shell reads quoted words back unchanged', () => {
  const words = ['plain', 'two words', "it's", '$HOME', '"', '\\', '', '*', 'a\nb'];
  const script = `printf '%s\\0' ${commandLine(words)}`;
  expect(execFileSync('/bin/sh', ['-c', script], { encoding: 'utf8' }).split('\0').slice(0, -1)).toEqual(words);
});
