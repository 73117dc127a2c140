import { describe, expect, test } from 'vitest';
import { hintForOption, hintForVerb } from '../../../../src/cli/args/foreign-options.ts';
import { COMMANDS } from '../../../../src/cli/args/options.ts';

const verbs = COMMANDS.filter(({ hidden }) => !hidden).map(({ name }) => name);

describe('a verb that zdev does not have', () => {
  test.each([
    ['top', 'zdev ps'],
    ['stats', 'zdev ps'],
    ['info', 'zdev ps'],
    ['process', 'zdev ps'],
    ['graph', 'zdev tree'],
    ['port', 'zdev ps NAME'],
    ['tail', 'zdev logs -f NAME'],
    ['config', 'zdev check'],
  ])('%s: the hint names %s', (verb, command) => expect(hintForVerb(verb, verbs)).toContain(command));

  test.each(['pull', 'images', 'rm', 'create', 'pause'])('%s: no hint, since zdev has nothing of the kind', (verb) => {
    expect(hintForVerb(verb, verbs)).toBe(null);
  });

  test.each([
    'stp',
    'sto',
    'stopp',
    'dwn',
    'donw',
    'kil',
    'kll',
    'top',
    'pul',
    'wait',
  ])('%s never leads to a command that ends something', (verb) => {
    expect(hintForVerb(verb, verbs) ?? '').not.toMatch(/zdev (stop|kill|down)\b/);
  });

  test('a mistyped harmless verb is suggested', () => {
    expect(hintForVerb('lgos', verbs)).toBe('did you mean "zdev logs"?');
    expect(hintForVerb('restrat', verbs)).toBe('did you mean "zdev restart"?');
    expect(hintForVerb('chekc', verbs)).toBe('did you mean "zdev check"?');
  });
});

describe('an option of another tool', () => {
  test.each([
    ['up', '--build'],
    ['start', '--build'],
    ['down', '-v'],
    ['logs', '-t'],
    ['restart', '--all'],
  ])('%s %s has a hint', (command, option) => {
    expect(hintForOption(command, `error: unknown option '${option}'`)).toEqual(expect.any(String));
  });

  test('of another command it has none', () => {
    expect(hintForOption('check', "error: unknown option '--build'")).toBe(null);
  });
});
