import { expect, test } from 'vitest';
import { createLogs } from '../../../../src/tui/logs/logs.ts';
import { partText, rowPartOf, spotAt, wordAt } from '../../../../src/tui/logs/spot.ts';
import { FOLLOW } from '../../../../src/tui/logs/viewport.ts';
import type { Model } from '../../../../src/tui/model/model.ts';
import { contextOf, modelOf, print, row } from '../rows.ts';

const wrapped = { wrap: true, left: 0 };

test('a row of a wrapped line shows its own part of the text, where wide characters do not fit to the edge too', () => {
  expect(rowPartOf('abcdefghij', 1, wrapped, 4)).toEqual({ from: 4, to: 8 });
  expect(rowPartOf('abcdefghij', 2, wrapped, 4)).toEqual({ from: 8, to: 10 });
  expect(rowPartOf('abcdefghij', 0, { wrap: false, left: 3 }, 4)).toEqual({ from: 3, to: 7 });
});

test.each([
  ['GET http://localhost:3000/a?b=1.', 6, 'http://localhost:3000/a?b=1'],
  ['at /srv/api/src/db.ts:12:7)', 10, '/srv/api/src/db.ts:12:7'],
  ['{"id":"4f-2_a"}', 8, '4f-2_a'],
  ['日本語 text', 1, '日本語'],
  ['日本語 text', 8, 'text'],
])('the word in %j at column %i is %j', (text, column, word) => {
  const found = wordAt(text, column);
  expect(found && partText(text, found)).toBe(word);
});

test('there is no word between words', () => {
  expect(wordAt('a  b', 2)).toBeNull();
  expect(wordAt('a  b', 9)).toBeNull();
});

test('a place of the pane is a character of a line, behind the name and the time in front of it', () => {
  const logs = createLogs();
  print(logs, 'db', ['0123456789abcdef', 'second']);
  const at = (more: Partial<Model>, x: number, y: number) => {
    const model = modelOf([row('db')], more);
    const content = contextOf(model, { logs }).content(model);
    return spotAt({ x, y }, { model, viewport: FOLLOW, content, paneWidth: 30 });
  };
  expect(at({}, 3, 0)).toEqual({ number: 0, column: 3 });
  expect(at({ left: 10 }, 3, 0)).toEqual({ number: 0, column: 13 });
  expect(at({ timestamps: true }, 16, 1)).toEqual({ number: 1, column: 3 });
  expect(at({}, 3, 9)).toEqual({ number: 1, column: 3 });
});
