import { describe, expect, test } from 'vitest';
import { handleKey } from '../../../../src/tui/actions/actions.ts';
import { type Outcome, problem } from '../../../../src/tui/actions/context.ts';
import { viewportOf } from '../../../../src/tui/actions/logs.ts';
import { createLogs, type Logs } from '../../../../src/tui/logs/logs.ts';
import { visible } from '../../../../src/tui/logs/viewport.ts';
import { layoutOfModel } from '../../../../src/tui/model/frame.ts';
import { actionOf, KEYMAP, keymapWith, type Mode, sameKeys } from '../../../../src/tui/model/keymap.ts';
import { type Model, modeOf } from '../../../../src/tui/model/model.ts';
import { contextOf, entries, modelOf, NOON_MS, print, row } from '../rows.ts';

const ROWS = [
  row('db', { port: 5432 }),
  row('api', { requires: ['db'], url: 'http://localhost:3000' }),
  row('web', { requires: ['api'] }),
  row('off', { state: 'inactive', intent: 'down', run: 0, pid: null }),
];

/** A screen at which keys are pressed. */
class Keyboard {
  model: Model;
  asked: NonNullable<Outcome['ask']> = [];
  readonly logs: Logs;

  constructor(more: Partial<Model> = {}, logs = createLogs()) {
    this.model = modelOf(ROWS, more);
    this.logs = logs;
  }

  /** Presses keys, one after the other; what they ask for is that of the last. */
  press(...keys: readonly string[]): this {
    for (const key of keys) {
      const text = [...key].length === 1 ? key : key === 'space' ? ' ' : '';
      const outcome = handleKey(contextOf(this.model, { key, logs: this.logs }), text);
      this.model = { ...this.model, ...outcome.set };
      this.asked = outcome.ask ?? [];
    }
    return this;
  }

  /** The texts of the lines on the screen. */
  get shown(): string[] {
    const { content } = contextOf(this.model, { logs: this.logs });
    const { view, ...rest } = content(this.model);
    const numbers = visible(viewportOf(this.model), { ...rest, view }).map(({ number }) => number);
    return numbers.map((number) => view.at(number)?.text ?? '');
  }
}

describe('the key map', () => {
  test('has no key twice in a mode', () => {
    const modes = new Set(KEYMAP.flatMap(({ modes }) => modes));
    for (const mode of modes) {
      const keys = KEYMAP.filter((one) => one.modes.includes(mode)).flatMap(({ keys }) => keys);
      expect(
        keys.filter((key, i) => keys.indexOf(key) !== i),
        mode,
      ).toEqual([]);
    }
  });

  test.each([
    ['r', 'restart'],
    ['R', 'restart-dependents'],
    ['s', 'start'],
    ['x', 'stop'],
    ['X', 'kill'],
    ['enter', 'attach'],
    ['d', 'details'],
    ['a', 'all-logs'],
    ['z', 'zoom'],
    ['/', 'search'],
    ['n', 'next-hit'],
    ['N', 'previous-hit'],
    ['f', 'filter'],
    ['[', 'previous-error'],
    [']', 'next-error'],
    ['g', 'oldest'],
    ['G', 'follow'],
    [':', 'palette'],
    ['?', 'help'],
    ['q', 'quit'],
    ['T', 'layers'],
    ['esc', 'back'],
  ])('%s means %s', (key, action) => expect(actionOf(KEYMAP, 'main', key)).toBe(action));

  test.each(['f1', 'f10'] as const)('%s is a second key', (key) => {
    expect(actionOf(KEYMAP, 'main', key)).toBe(key === 'f1' ? 'help' : 'quit');
  });

  test('can have other keys; one that means two things in a mode is found', () => {
    const keymap = keymapWith({ restart: ['ctrl+r'], search: ['f'] });
    expect(['ctrl+r', 'r', '/'].map((key) => actionOf(keymap, 'main', key))).toEqual(['restart', null, null]);
    expect(sameKeys(KEYMAP)).toEqual([]);
    expect(sameKeys(keymap)).toEqual([{ key: 'f', mode: 'main', actions: ['search', 'filter'] }]);
    const keyboard = new Keyboard({ keymap });
    expect([keyboard.press('r').asked, keyboard.press('ctrl+r').asked.length]).toEqual([[], 1]);
  });

  test.each(['main', 'details', 'select'] as Mode[])('esc never quits: %s', (mode) => {
    expect(actionOf(KEYMAP, mode, 'esc')).toBe('back');
  });
});

describe('services', () => {
  test('arrows and letters select along the tree, numbers jump', () => {
    expect(new Keyboard().press('down').model.selected).toBe('api');
    expect(new Keyboard().press('j', 'j', 'k').model.selected).toBe('api');
    expect(new Keyboard().press('3').model.selected).toBe('web');
    expect(new Keyboard().press('up', '9').model.selected).toBeNull();
  });

  test('the row of all services is above the first, and keys that are for one service say so there', () => {
    const keyboard = new Keyboard().press('up');
    expect(keyboard.model.selected).toBeNull();
    for (const key of ['r', 'R', 's', 'x', 'X', 'space', 'd', 'o', 'F', '-']) {
      keyboard.press(key);
      expect([keyboard.asked, keyboard.model.dialog, keyboard.model.message?.level], key).toEqual([[], null, 'info']);
    }
    // what one types on goes to one, and harms nobody
    expect(keyboard.press('enter').asked).toEqual([{ ask: 'attach', name: 'db' }]);
    expect(keyboard.press('1').model.selected).toBe('db');
  });

  test('enter there attaches to a service that only asks something', () => {
    const asking = row('db', { tty: true, awaits_input: { text: 'Overwrite? [y/N]', terminal: true } });
    const problems = [{ name: 'db', look: 'ready', text: 'asks', next: [] }] as const;
    const keyboard = new Keyboard({ selected: null, problems, entries: entries(asking) });
    expect(keyboard.press('enter').asked).toEqual([{ ask: 'attach', name: 'db' }]);
  });

  test('enter there goes to what is wrong', () => {
    const problems = [{ name: 'web', look: 'failed', text: 'failed', next: [] }] as const;
    expect(new Keyboard({ selected: null, problems }).press('enter').model.selected).toBe('web');
  });

  test('a goes to all services, and back', () => {
    const keyboard = new Keyboard({ selected: 'api' }).press('a');
    expect(keyboard.model.selected).toBeNull();
    expect(keyboard.press('a').model.selected).toBe('api');
  });

  test('a target shows its members, and nothing else', () => {
    const logs = createLogs();
    for (const name of ['db', 'api', 'web', 'off']) print(logs, name, [`from ${name}`]);
    const keyboard = new Keyboard({}, logs);
    const target = row('site', { kind: 'target', requires: ['api'], pid: null });
    keyboard.model = { ...modelOf([...ROWS, target]), selected: 'site' };
    expect(keyboard.shown).toEqual(['from db', 'from api']);
    expect(keyboard.press('g').asked).toEqual([{ ask: 'older', all: true }]);
  });

  test('( and ) move the divider between services and log, as far as both can be read', () => {
    const widthOf = ({ model }: Keyboard) => layoutOfModel(model).tree?.width;
    const keyboard = new Keyboard();
    const before = widthOf(keyboard)!;
    expect(widthOf(keyboard.press(')'))).toBe(before + 4);
    expect(widthOf(keyboard.press(...')'.repeat(20)))).toBe(60);
    expect(widthOf(keyboard.press(...'('.repeat(40)))).toBe(16);
  });

  test('r restarts at once, R takes along what requires it', () => {
    expect(new Keyboard().press('r').asked).toEqual([{ ask: 'call', method: 'service.restart', names: ['db'] }]);
    expect(new Keyboard().press('R').asked).toMatchObject([{ names: ['db'], dependents: true }]);
  });

  test('x asks where others lose what they require, and stops the rest at once', () => {
    const keyboard = new Keyboard().press('x');
    expect([keyboard.asked, keyboard.model.dialog]).toEqual([
      [],
      { is: 'stop', names: ['db'], dependents: ['api', 'web'] },
    ]);
    expect(keyboard.press('y').asked).toEqual([{ ask: 'call', method: 'service.stop', names: ['db'] }]);
    expect(new Keyboard().press('x', 'a').asked).toMatchObject([{ names: ['db', 'api', 'web'] }]);
    expect(new Keyboard().press('x', 'esc').model.dialog).toBeNull();
    expect(new Keyboard({ selected: 'web' }).press('x').asked).toHaveLength(1);
  });

  test('X kills only when it was confirmed', () => {
    expect(new Keyboard().press('X').asked).toEqual([]);
    expect(new Keyboard().press('X', 'y').asked).toEqual([{ ask: 'call', method: 'service.kill', names: ['db'] }]);
  });

  test('keys mean the marked ones', () => {
    const keyboard = new Keyboard().press('space', 'j', 'j', 'space', 'r');
    expect(keyboard.asked).toMatchObject([{ names: ['db', 'web'] }]);
    expect(keyboard.model.marked.size).toBe(0);
  });

  test('enter attaches to a terminal, or gives the arrows to the log', () => {
    expect(new Keyboard().press('enter').asked).toEqual([{ ask: 'attach', name: 'db' }]);
    const keyboard = new Keyboard({ selected: 'off' });
    keyboard.model = { ...keyboard.model, entries: modelOf([row('off', { tty: false, pid: null })]).entries };
    expect(keyboard.press('enter').asked).toEqual([]);
    expect(keyboard.model.focus).toBe('log');
  });

  test('o opens the url, or the name, or the port', () => {
    const name = 'http://db.shop.localhost:2080';
    const { entries } = modelOf([row('db', { port: 5432, edge_url: name })]);
    expect(new Keyboard({ entries }).press('o').asked).toEqual([{ ask: 'open', url: name }]);
    expect(new Keyboard({ selected: 'api' }).press('o').asked).toEqual([{ ask: 'open', url: 'http://localhost:3000' }]);
    expect(new Keyboard().press('o').asked).toEqual([{ ask: 'open', url: 'http://localhost:5432' }]);
    expect(new Keyboard({ selected: 'web' }).press('o').model.message?.level).toBe('error');
  });
});

describe('quitting', () => {
  test('is a dialog: d detaches, s stops all, esc stays', () => {
    expect(new Keyboard().press('q').model.dialog).toEqual({ is: 'quit' });
    expect(new Keyboard().press('q', 'd').asked).toEqual([{ ask: 'quit', how: 'detach' }]);
    expect(new Keyboard().press('q', 's').asked).toEqual([{ ask: 'quit', how: 'stop' }]);
    expect(new Keyboard().press('q', 'esc').model.dialog).toBeNull();
  });

  test('Ctrl-C is the same dialog, twice stops all, and while all is stopped, kills', () => {
    expect(new Keyboard().press('ctrl+c').model.dialog).toEqual({ is: 'quit' });
    expect(new Keyboard().press('ctrl+c', 'ctrl+c').asked).toEqual([{ ask: 'quit', how: 'stop' }]);
    expect(new Keyboard().press('q', 'ctrl+c').asked).toEqual([{ ask: 'quit', how: 'stop' }]);
    expect(new Keyboard().press('q', 'esc', 'ctrl+c').model.dialog).toEqual({ is: 'quit' });
    expect(new Keyboard({ stopping: 'waiting' }).press('ctrl+c').asked).toEqual([{ ask: 'quit', how: 'kill' }]);
  });

  test('after a stop was asked for, Ctrl-C kills, also before the supervisor has answered', () => {
    expect(new Keyboard({ stopAsked: true }).press('ctrl+c').asked).toEqual([{ ask: 'quit', how: 'kill' }]);
  });

  test("a guest's Ctrl-C leaves, and stops nothing", () => {
    expect(new Keyboard({ owner: false }).press('ctrl+c').asked).toEqual([{ ask: 'quit', how: 'detach' }]);
    expect(new Keyboard({ owner: false }).press('q', 'ctrl+c').asked).toEqual([{ ask: 'quit', how: 'detach' }]);
  });

  test.each(['?', ':', '/', 'f', 'X'])('Ctrl-C closes what %s has opened, and nothing else', (key) => {
    const keyboard = new Keyboard().press(key, 'ctrl+c');
    expect([keyboard.model.dialog, keyboard.model.prompt, keyboard.asked]).toEqual([null, null, []]);
  });

  test('esc alone does nothing', () => {
    expect(new Keyboard().press('esc', 'esc', 'esc').asked).toEqual([]);
  });
});

describe('the log', () => {
  const logs = createLogs();
  print(
    logs,
    'db',
    Array.from({ length: 500 }, (_, i) => (i % 100 === 50 ? `ERROR number ${i}` : `line ${i}`)),
  );

  test('is searched as one types, from what is on the screen on; n and N go on, around the end', () => {
    const keyboard = new Keyboard({}, logs).press('/', ...'number');
    expect([keyboard.model.prompt?.text, keyboard.model.hit]).toEqual(['number', 450]);
    expect(keyboard.shown).toContain('ERROR number 450');
    keyboard.press('enter', 'n');
    expect([keyboard.model.hit, keyboard.model.message?.text]).toEqual([50, 'went on at the oldest match']);
    expect(keyboard.press('n').model.hit).toBe(150);
    expect(keyboard.press('N').model.hit).toBe(50);
    // Before the oldest in memory come those in the log files, and then, around the end, the newest.
    expect(keyboard.press('N').asked).toEqual([{ ask: 'find-older', around: true }]);
  });

  test.each(['db', null])('what is in no line is looked for in the log files, with %s selected', (selected) => {
    const keyboard = new Keyboard({ selected }, logs).press('/', ...'xyzzy', 'enter');
    expect(keyboard.asked).toEqual([{ ask: 'find-older' }]);
    expect(keyboard.press('n').asked).toEqual([{ ask: 'find-older' }]);
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

  test('what a filter leaves fills the pane from above while the view is stopped, and from below as it comes', () => {
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
    expect(keyboard.asked).toEqual([{ ask: 'older', all: true }]);
    expect(keyboard.press('G').shown.at(-1)).toBe('line 499');
    expect(viewportOf(keyboard.model).follow).toBe(true);
  });

  test('v, arrows and c copy lines without their colours', () => {
    const coloured = createLogs();
    print(coloured, 'db', ['\x1b[31mone\x1b[0m', 'two', 'three']);
    const keyboard = new Keyboard({}, coloured).press('v', 'up', 'up', 'c');
    expect(keyboard.asked).toEqual([{ ask: 'copy', lines: ['one', 'two', 'three'] }]);
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

describe('what is open', () => {
  test('esc takes one thing off after the other', () => {
    const keyboard = new Keyboard({ selected: null }).press('z', '/', 'x', 'enter');
    keyboard.model = { ...keyboard.model, ...problem('no line has x') };
    keyboard.press('esc');
    expect([keyboard.model.message, keyboard.model.search !== null, keyboard.model.zoom]).toEqual([null, true, true]);
    expect(keyboard.press('esc').model.search).toBeNull();
    expect(keyboard.press('esc').model.zoom).toBe(false);
  });

  test('the palette finds commands and services by their letters, and does what is picked', () => {
    const keyboard = new Keyboard().press(':', ...'web', 'enter');
    expect([keyboard.model.selected, keyboard.model.dialog]).toEqual(['web', null]);
    const command = new Keyboard().press(':', ...'zoom', 'enter');
    expect([command.model.dialog, layoutOfModel(command.model).kind]).toBeTruthy();
    expect(new Keyboard().press(':', ...'restart', 'enter').asked).toMatchObject([{ method: 'service.restart' }]);
    const one = new Keyboard().press(':', ...'restart web', 'enter');
    expect([one.asked, one.model.selected]).toMatchObject([[{ method: 'service.restart', names: ['web'] }], 'web']);
    expect(new Keyboard().press(':', ...'signal web hup', 'enter').asked).toEqual([
      { ask: 'call', method: 'service.kill', names: ['web'], signal: 'SIGHUP' },
    ]);
    expect(new Keyboard().press(':', ...'stop db', 'enter').model.dialog).toMatchObject({ is: 'stop', names: ['db'] });
    expect(new Keyboard().press(':', ...'logs of api', 'enter').model.selected).toBe('api');
  });

  test('typing in a prompt presses no keys', () => {
    const keyboard = new Keyboard().press('/', 'q', 'r', 'x');
    expect([keyboard.model.prompt?.text, keyboard.model.dialog, keyboard.asked]).toEqual(['qrx', null, []]);
    expect(keyboard.press('ctrl+w').model.prompt?.text).toBe('');
  });

  test('zoom gives the mouse to the terminal', () => {
    expect(new Keyboard().press('z').asked).toEqual([{ ask: 'mouse', on: false }]);
    expect(new Keyboard().press('z', 'z').asked).toEqual([{ ask: 'mouse', on: true }]);
  });
});
