import { expect, test, vi } from 'vitest';
import type { Diagnostic } from '../../../src/config/diagnostic.ts';
import { createMistakes } from '../../../src/host/mistakes.ts';

const rest = { code: 'x', file: 'zinit.toml', line: 3, column: 1, source: 'x', hint: null };
const diagnostic = (message: string): Diagnostic => ({ severity: 'error', message, ...rest });

test('a mistake stays until the config is read without it', () => {
  const changed = vi.fn();
  const mistakes = createMistakes([diagnostic('first')], changed);
  expect(mistakes.list().map(({ message }) => message)).toEqual(['first']);
  mistakes.read([diagnostic('second')]);
  expect(mistakes.list().map(({ message }) => message)).toEqual(['second']);
  mistakes.read([]);
  expect(mistakes.list()).toEqual([]);
  expect(changed).toHaveBeenCalledTimes(2);
  mistakes.read([]);
  expect(changed, 'nothing new').toHaveBeenCalledTimes(2);
});

test('a failed watch stays visible until it ends or starts again, whatever the config says', () => {
  const mistakes = createMistakes([], () => {});
  mistakes.watch('api', 'cannot watch files: too many');
  mistakes.read([diagnostic('other')]);
  expect(mistakes.list().map(({ message }) => message)).toEqual([
    'other',
    '"api" does not restart for all changed files: cannot watch files: too many',
  ]);
  mistakes.watch('api', null);
  mistakes.read([]);
  expect(mistakes.list()).toEqual([]);
});

test('watched paths that do not exist stay visible until they appear', () => {
  const changed = vi.fn();
  const mistakes = createMistakes([], changed);
  const missing = { severity: 'warning', message: '"api" watches "scr"', file: null, line: null, hint: null } as const;
  mistakes.missing('api', []);
  expect(changed, 'nothing new').not.toHaveBeenCalled();
  mistakes.missing('api', [missing]);
  expect(mistakes.list()).toEqual([missing]);
  mistakes.missing('api', []);
  expect(mistakes.list()).toEqual([]);
});

test('edited files stay visible until they are applied; the message of a failed reload replaces them', () => {
  const changed = vi.fn();
  const mistakes = createMistakes([], changed);
  mistakes.changed([]);
  expect(changed, 'nothing new').not.toHaveBeenCalled();
  mistakes.changed(['zinit.toml']);
  expect(mistakes.list()).toMatchObject([
    { severity: 'warning', message: 'zinit.toml has changed since zdev read it', hint: '"zdev reload" applies it' },
  ]);
  mistakes.read([diagnostic('bad')]);
  expect(mistakes.list().map(({ message }) => message)).toEqual(['bad']);
  mistakes.read([]);
  mistakes.changed([]);
  expect(mistakes.list()).toEqual([]);
});
