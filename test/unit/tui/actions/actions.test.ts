import { describe, expect, test } from 'vitest';
import { problem } from '../../../../src/tui/actions/context.ts';
import { createLogs } from '../../../../src/tui/logs/logs.ts';
import { layoutOfModel } from '../../../../src/tui/model/frame.ts';
import { actionOf, KEYMAP, keymapWith, type Mode, sameKeys } from '../../../../src/tui/model/keymap.ts';
import { entries, modelOf, print, row } from '../rows.ts';
import { Keyboard, ROWS } from './keyboard.ts';

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
    expect(keyboard.press('enter').asked).toEqual([{ type: 'attach', name: 'db' }]);
    expect(keyboard.press('1').model.selected).toBe('db');
  });

  test('enter there attaches to a service that only asks something', () => {
    const asking = row('db', { tty: true, awaits_input: { text: 'Overwrite? [y/N]', terminal: true } });
    const problems = [{ name: 'db', look: 'ready', text: 'asks', next: [] }] as const;
    const keyboard = new Keyboard({ selected: null, problems, entries: entries(asking) });
    expect(keyboard.press('enter').asked).toEqual([{ type: 'attach', name: 'db' }]);
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

  test('open details go along to any other service, and end at all services', () => {
    const details = { name: 'db', lines: [], roots: [], usage: null, scroll: 0 };
    const screen = () => new Keyboard({ details });
    const api = [{ type: 'details', name: 'api' }];
    expect(screen().press('down').asked).toEqual(api);
    expect(screen().press('2').asked).toEqual(api);
    expect(screen().press(':', ...'logs of api', 'enter').asked).toEqual(api);
    expect(screen().press('1').asked).toEqual([]);
    expect(screen().press('up').model.details).toBeNull();
    expect(screen().press('a').model.details).toBeNull();
    // A command for another service has nothing to do with the open details.
    expect(screen().press(':', ...'restart api', 'enter').model.details).toBeNull();
    expect(screen().press(':', ...'details of api', 'enter').asked).toEqual(api);
    expect(screen().press(':', ...'restart db', 'enter').model.details).toBe(details);
  });

  test('a target shows its members, and nothing else', () => {
    const logs = createLogs();
    for (const name of ['db', 'api', 'web', 'off']) print(logs, name, [`from ${name}`]);
    const keyboard = new Keyboard({}, logs);
    const target = row('site', { kind: 'target', requires: ['api'], pid: null });
    keyboard.model = { ...modelOf([...ROWS, target]), selected: 'site' };
    expect(keyboard.shown).toEqual(['from db', 'from api']);
    expect(keyboard.press('g').asked).toEqual([{ type: 'older', all: true }]);
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
    expect(new Keyboard().press('r').asked).toEqual([{ type: 'call', method: 'service.restart', names: ['db'] }]);
    expect(new Keyboard().press('R').asked).toMatchObject([{ names: ['db'], dependents: true }]);
  });

  test('x asks where others lose what they require, and stops the rest at once', () => {
    const keyboard = new Keyboard().press('x');
    expect([keyboard.asked, keyboard.model.dialog]).toEqual([
      [],
      { is: 'stop', names: ['db'], dependents: ['api', 'web'] },
    ]);
    expect(keyboard.press('y').asked).toEqual([{ type: 'call', method: 'service.stop', names: ['db'] }]);
    expect(new Keyboard().press('x', 'a').asked).toMatchObject([{ names: ['db', 'api', 'web'] }]);
    expect(new Keyboard().press('x', 'esc').model.dialog).toBeNull();
    expect(new Keyboard({ selected: 'web' }).press('x').asked).toHaveLength(1);
  });

  test('X kills only when it was confirmed', () => {
    expect(new Keyboard().press('X').asked).toEqual([]);
    expect(new Keyboard().press('X', 'y').asked).toEqual([{ type: 'call', method: 'service.kill', names: ['db'] }]);
  });

  test('keys mean the marked ones', () => {
    const keyboard = new Keyboard().press('space', 'j', 'j', 'space', 'r');
    expect(keyboard.asked).toMatchObject([{ names: ['db', 'web'] }]);
    expect(keyboard.model.marked.size).toBe(0);
  });

  test('enter attaches to a terminal, or gives the arrows to the log', () => {
    expect(new Keyboard().press('enter').asked).toEqual([{ type: 'attach', name: 'db' }]);
    const keyboard = new Keyboard({ selected: 'off' });
    keyboard.model = { ...keyboard.model, entries: modelOf([row('off', { tty: false, pid: null })]).entries };
    expect(keyboard.press('enter').asked).toEqual([]);
    expect(keyboard.model.focus).toBe('log');
  });

  test('o opens the url, or the name, or the port', () => {
    const name = 'http://db.shop.localhost:2080';
    const { entries } = modelOf([row('db', { port: 5432, edge_url: name })]);
    expect(new Keyboard({ entries }).press('o').asked).toEqual([{ type: 'open', url: name }]);
    expect(new Keyboard({ selected: 'api' }).press('o').asked).toEqual([
      { type: 'open', url: 'http://localhost:3000' },
    ]);
    expect(new Keyboard().press('o').asked).toEqual([{ type: 'open', url: 'http://localhost:5432' }]);
    expect(new Keyboard({ selected: 'web' }).press('o').model.message?.level).toBe('error');
  });
});

describe('quitting', () => {
  test('is a dialog: d detaches, s stops all, esc stays', () => {
    expect(new Keyboard().press('q').model.dialog).toEqual({ is: 'quit' });
    expect(new Keyboard().press('q', 'd').asked).toEqual([{ type: 'quit', how: 'detach' }]);
    expect(new Keyboard().press('q', 's').asked).toEqual([{ type: 'quit', how: 'stop' }]);
    expect(new Keyboard().press('q', 'esc').model.dialog).toBeNull();
  });

  test('Ctrl-C is the same dialog, twice stops all, and while all is stopped, kills', () => {
    expect(new Keyboard().press('ctrl+c').model.dialog).toEqual({ is: 'quit' });
    expect(new Keyboard().press('ctrl+c', 'ctrl+c').asked).toEqual([{ type: 'quit', how: 'stop' }]);
    expect(new Keyboard().press('q', 'ctrl+c').asked).toEqual([{ type: 'quit', how: 'stop' }]);
    expect(new Keyboard().press('q', 'esc', 'ctrl+c').model.dialog).toEqual({ is: 'quit' });
    expect(new Keyboard({ stopping: 'waiting' }).press('ctrl+c').asked).toEqual([{ type: 'quit', how: 'kill' }]);
  });

  test('after a stop was asked for, Ctrl-C kills, also before the supervisor has answered', () => {
    expect(new Keyboard({ stopAsked: true }).press('ctrl+c').asked).toEqual([{ type: 'quit', how: 'kill' }]);
  });

  test("a guest's Ctrl-C leaves, and stops nothing", () => {
    expect(new Keyboard({ owner: false }).press('ctrl+c').asked).toEqual([{ type: 'quit', how: 'detach' }]);
    expect(new Keyboard({ owner: false }).press('q', 'ctrl+c').asked).toEqual([{ type: 'quit', how: 'detach' }]);
  });

  test.each(['?', ':', '/', 'f', 'X'])('Ctrl-C closes what %s has opened, and nothing else', (key) => {
    const keyboard = new Keyboard().press(key, 'ctrl+c');
    expect([keyboard.model.dialog, keyboard.model.prompt, keyboard.asked]).toEqual([null, null, []]);
  });

  test('esc alone does nothing', () => {
    expect(new Keyboard().press('esc', 'esc', 'esc').asked).toEqual([]);
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
      { type: 'call', method: 'service.kill', names: ['web'], signal: 'SIGHUP' },
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
    expect(new Keyboard().press('z').asked).toEqual([{ type: 'mouse', on: false }]);
    expect(new Keyboard().press('z', 'z').asked).toEqual([{ type: 'mouse', on: true }]);
  });
});
