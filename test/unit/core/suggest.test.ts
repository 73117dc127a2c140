import { expect, test } from 'vitest';
import { didYouMean, nearest } from '../../../src/core/suggest.ts';

test.each<[string, string[], string | null, string]>([
  ['requirs', ['after', 'requires'], 'requires', 'a letter that is missing'],
  ['wbe', ['db', 'web'], 'web', 'two neighbours that are swapped'],
  ['abdc', ['abcd'], 'abcd', 'the same at the end'],
  ['Web', ['web', 'db'], 'web', 'another case'],
  ['x', ['y', 'zz'], 'y', 'the only letter'],
  ['metrics', ['db', 'api'], null, 'nothing is like it'],
  ['web', ['web'], null, 'the word itself is no suggestion'],
])('%s among %j: %s (%s)', (word, candidates, expected) => expect(nearest(word, candidates)).toBe(expected));

test('three letters or more may be an abbreviation; two are too few', () => {
  expect(nearest('pos', ['postgres'])).toBe('postgres');
  expect(nearest('po', ['postgres'])).toBeNull();
});

test('a similar spelling takes priority over an abbreviation', () => {
  expect(nearest('postgr', ['postgresql', 'postgs'])).toBe('postgs');
  expect(nearest('postgr', ['postgs', 'postgresql'])).toBe('postgs');
});

test('one letter in three may be wrong, and always at least one', () => {
  expect(nearest('abcdef', ['abcdxy'])).toBe('abcdxy');
  expect(nearest('abcdef', ['abcxyz'])).toBeNull();
  expect(nearest('abcde', ['abcxy'])).toBeNull();
  expect(nearest('abcdef', ['abcdefgh'])).toBe('abcdefgh');
  expect(nearest('abcdef', ['xabcdefy'])).toBe('xabcdefy');
  expect(nearest('xbcdef', ['abcdefgh'])).toBeNull();
});

test('a swap counts as one mistake', () => {
  expect(nearest('wbe', ['webx'])).toBeNull();
  expect(nearest('wbexyz', ['webxya'])).toBe('webxya');
  expect(nearest('wbexyz', ['webxab'])).toBeNull();
});

test('of two equally similar words, the first one wins', () => {
  expect(nearest('wob', ['web', 'wab'])).toBe('web');
});

test('a suggestion is a question', () => {
  expect(didYouMean('requirs', ['requires'])).toBe('did you mean "requires"?');
  expect(didYouMean('metrics', ['db'])).toBeNull();
});
