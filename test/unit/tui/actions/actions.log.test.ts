import { describe, expect, test } from 'vitest';
import { viewportOf } from '../../../../src/tui/actions/logs.ts';
import { createLogs } from '../../../../src/tui/logs/logs.ts';
import { modeOf } from '../../../../src/tui/model/model.ts';
import { NOON_MS, print } from '../rows.ts';
import { Keyboard } from './keyboard.ts';

describe('the log', () => {
  const logs = createLogs();
  print(
    logs,
    'db',
    Array.from({ length: 500 }, (_, i) => (i % 100 === 50 ? `ERROR number ${i}` : `line ${i}`)),
  );

  test('the log is searched while you type, from the screen on; n and N continue around the end', () => {
    const keyboard = new Keyboard({}, logs).press('/', ...'number');
    expect([keyboard.model.prompt?.text, keyboard.model.hit]).toEqual(['number', 450]);
    expect(keyboard.shown).toContain('ERROR number 450');
    keyboard.press('enter', 'n');
    expect([keyboard.model.hit, keyboard.model.message?.text]).toEqual([50, 'continued at the oldest match']);
    expect(keyboard.press('n').model.hit).toBe(150);
    expect(keyboard.press('N').model.hit).toBe(50);
    // Before the oldest in memory come those in the log files, and then, around the end, the newest.
    expect(keyboard.press('N').asked).toEqual([{ type: 'find-older', around: true }]);
  });

  test.each(['db', null])('what is in no line is looked for in the log files, with %s selected', (selected) => {
    const keyboard = new Keyboard({ selected }, logs).press('/', ...'xyzzy', 'enter');
    expect(keyboard.asked).toEqual([{ type: 'find-older' }]);
    expect(keyboard.press('n').asked).toEqual([{ type: 'find-older' }]);
  });

  test('begins at the first line on the screen, which then stays as it is', () => {
    const many = createLogs();
    print(
      many,
      'db',
      Array.from({ length: 500 }, (_, i) => `line ${i}`),
    );
    const keyboard = new Keyboard({}, many);
    const before = keyboard.shown;
    keyboard.press('/', ...'line');
    expect(keyboard.shown).toEqual(before);
    expect(keyboard.model.hit).toBe(500 - before.length);
  });

  test('leaving the prompt goes back to where one was', () => {
    const keyboard = new Keyboard({}, logs).press('/', ...'number', 'esc');
    expect([keyboard.model.search, keyboard.model.prompt, viewportOf(keyboard.model).follow]).toEqual([
      null,
      null,
      true,
    ]);
  });

  test('a regular expression with a mistake is said, and stays to be mended', () => {
    const keyboard = new Keyboard({}, logs).press('/', 'tab', '(', 'enter');
    expect(keyboard.model.message?.text).toMatch(/^not a regular expression/);
    expect(keyboard.model.prompt?.text).toBe('(');
  });

  test('f leaves only what matches, f again all', () => {
    const keyboard = new Keyboard({}, logs).press('f', ...'error', 'enter');
    expect(keyboard.shown).toEqual([50, 150, 250, 350, 450].map((i) => `ERROR number ${i}`));
    expect(keyboard.press('f').model.filter).toBeNull();
  });

  test('marks what matches in what zdev says too, and goes to it', () => {
    const said = createLogs();
    print(said, 'db', ['one', 'two']);
    said.note('db', 'failed: exit code 3', NOON_MS);
    expect(new Keyboard({}, said).press('/', ...'exit', 'enter').model.hit).toBe(2);
  });

  test('enter alone looks for the last again, and up brings back what was looked for before', () => {
    const keyboard = new Keyboard({}, logs).press('/', ...'number', 'enter', 'esc', '/', ...'line 7', 'enter', 'esc');
    expect(keyboard.press('/', 'enter').model.search?.query.text).toBe('line 7');
    keyboard.press('/', 'up', 'up');
    expect([keyboard.model.prompt?.text, keyboard.press('up').model.prompt?.text]).toEqual(['number', 'number']);
    expect(keyboard.press('down').model.prompt?.text).toBe('line 7');
    expect(keyboard.press('down').model.prompt?.text).toBe('');
  });

  test('L leaves warnings and errors, then errors, then all; esc ends it', () => {
    const levels = createLogs();
    print(levels, 'db', ['INFO a', 'WARN b', 'ERROR c', '{"level":"warn","msg":"d"}']);
    const keyboard = new Keyboard({}, levels).press('L');
    expect(keyboard.shown).toEqual(['WARN b', 'ERROR c', '{"level":"warn","msg":"d"}']);
    expect(keyboard.press('L').shown).toEqual(['ERROR c']);
    expect(keyboard.press('L').shown).toHaveLength(4);
    expect(keyboard.press('L', 'esc').shown).toHaveLength(4);
  });

  test('filtered lines fill the pane from the top while the view is stopped, and from the bottom while it follows', () => {
    const some = createLogs();
    print(
      some,
      'db',
      Array.from({ length: 100 }, (_, i) => (i < 3 ? `match ${i}` : `line ${i}`)),
    );
    const keyboard = new Keyboard({}, some).press('pageup', 'f', ...'match', 'enter');
    expect(keyboard.shown).toEqual(['match 0', 'match 1', 'match 2']);
    print(some, 'db', ['match 3']);
    expect(keyboard.shown).toEqual(['match 0', 'match 1', 'match 2', 'match 3']);
    const empty = new Keyboard({}, some).press('pageup', 'f', ...'later', 'enter');
    expect(empty.shown).toEqual([]);
    print(some, 'db', ['later']);
    expect(empty.shown).toEqual(['later']);
  });

  test('[ and ] go from error to error', () => {
    const keyboard = new Keyboard({}, logs).press('[');
    expect(keyboard.model.hit).toBe(450);
    expect(keyboard.press('[').model.hit).toBe(350);
    expect(keyboard.press(']').model.hit).toBe(450);
    expect(keyboard.press(']').model.message?.text).toBe('no later warning or error');
  });

  test('scrolls with the tree in focus; g is the oldest line and asks for what is before, G follows', () => {
    const keyboard = new Keyboard({}, logs).press('pageup');
    expect(keyboard.shown.at(-1)).toBe('line 473');
    expect(keyboard.press('g').shown[0]).toBe('line 0');
    expect(keyboard.asked).toEqual([{ type: 'older', all: true }]);
    expect(keyboard.press('G').shown.at(-1)).toBe('line 499');
    expect(viewportOf(keyboard.model).follow).toBe(true);
  });

  test('v, arrows and c copy lines without their colours', () => {
    const coloured = createLogs();
    print(coloured, 'db', ['\x1b[31mone\x1b[0m', 'two', 'three']);
    const keyboard = new Keyboard({}, coloured).press('v', 'up', 'up', 'c');
    expect(keyboard.asked).toEqual([{ type: 'copy', lines: ['one', 'two', 'three'] }]);
    expect(modeOf(keyboard.model)).toBe('main');
  });

  test('C clears the view, and g brings it back', () => {
    const keyboard = new Keyboard({}, logs).press('C');
    expect(keyboard.shown).toEqual([]);
    expect(keyboard.press('g').shown[0]).toBe('line 0');
  });

  test('all logs are those of all services, without the muted ones, or of the marked', () => {
    const several = createLogs();
    print(several, 'db', ['from db']);
    print(several, 'api', ['from api']);
    print(several, 'web', ['from web']);
    expect(new Keyboard({}, several).press('a').shown).toEqual(['from db', 'from api', 'from web']);
    expect(new Keyboard({}, several).press('-', 'a').shown).toEqual(['from api', 'from web']);
    expect(new Keyboard({}, several).press('j', 'space', 'a').shown).toEqual(['from api']);
  });
});
