import { readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { keepChoices, readChoices } from '../../../src/tui/kept-choices.ts';
import { begun, choicesOf, parseChoices } from '../../../src/tui/model/choices.ts';
import { tempDir } from '../../helpers/temp.ts';
import { modelOf, row } from './rows.ts';

const MODEL = modelOf([row('db'), row('api'), row('web')]);
const CHOSEN = { ...MODEL, selected: 'api', wrap: true, timestamps: true, treeWidth: 30, muted: new Set(['web']) };

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

test('what was chosen is found again, once it has rested', () => {
  const dir = tempDir();
  const choices = keepChoices(dir, readChoices(dir));
  choices.keep(CHOSEN);
  expect(readChoices(dir)).toEqual({});
  vi.advanceTimersByTime(500);
  expect(begun(MODEL, readChoices(dir))).toEqual(CHOSEN);
});

test('what has not rested yet is written at the end, and nothing where nothing was chosen', () => {
  const dir = tempDir();
  const choices = keepChoices(dir, readChoices(dir));
  choices.keep(CHOSEN);
  choices.close();
  expect(readChoices(dir).selected).toBe('api');
  const again = keepChoices(dir, readChoices(dir));
  writeFileSync(join(dir, 'screen-choices.log'), 'untouched');
  again.keep(CHOSEN);
  again.close();
  expect(readFileSync(join(dir, 'screen-choices.log'), 'utf8')).toBe('untouched');
});

test('at first, all services are selected, or the only one; so they are when what was chosen is gone', () => {
  expect(begun(MODEL, {}).selected).toBeNull();
  expect(begun(modelOf([row('db')]), {}).selected).toBe('db');
  expect(begun(MODEL, { selected: 'gone', muted: ['gone'] })).toMatchObject({ selected: null, muted: new Set() });
});

test('a file that is no file of choices, or leads elsewhere, counts for nothing', () => {
  for (const text of ['', '{', '3', 'null', '{"wrap":"yes","treeWidth":-1,"selected":7,"muted":[1]}']) {
    expect(parseChoices(text), text).toEqual({});
  }
  expect(parseChoices('{"wrap":true,"more":1}')).toEqual({ wrap: true });
  const dir = tempDir();
  writeFileSync(join(dir, 'elsewhere'), '{"wrap":true}');
  symlinkSync(join(dir, 'elsewhere'), join(dir, 'screen-choices.log'));
  expect(readChoices(dir)).toEqual({});
  expect(choicesOf(MODEL).wrap).toBe(false);
});
