import { describe, expect, test } from 'vitest';
import { type Boxed, dialogRows } from '../../../../src/tui/model/dialog-rows.ts';
import { glyphs } from '../../../../src/tui/model/display-status.ts';
import type { Model } from '../../../../src/tui/model/model.ts';
import { modelOf, row, textOf } from '../rows.ts';

const SHOP = [row('db'), row('api'), row('off', { pid: null }), row('all', { kind: 'target', pid: 7 })];

const rowsOf = (dialog: Boxed, { width = 60, height = 20 } = {}, shop = SHOP) =>
  dialogRows(modelOf(shop), dialog, { glyphs: glyphs(false), width, height });
const texts = (...args: Parameters<typeof rowsOf>) => rowsOf(...args).map(textOf);

describe('quit', () => {
  test('says how many services run, and what can be done', () => {
    expect(texts({ is: 'quit' })).toEqual([
      'Quit zdev?  2 services are running.',
      '',
      '  d   detach, leave them running',
      '  s   stop everything and quit',
      '  esc stay',
      '',
      'ctrl-c again = stop everything in order',
    ]);
    expect(texts({ is: 'quit' }, {}, [row('db')])[0]).toBe('Quit zdev?  1 service is running.');
  });

  test('says what Ctrl-C does while it does so', () => {
    const last = (more: Partial<Model>) =>
      dialogRows(modelOf(SHOP, more), { is: 'quit' }, { glyphs: glyphs(false), width: 60, height: 20 })
        .map(textOf)
        .at(-1);
    expect(last({})).toBe('ctrl-c again = stop everything in order');
    expect(last({ stopAsked: true })).toBe('ctrl-c again = kill everything');
    expect(last({ stopping: 'waiting for db' })).toBe('ctrl-c again = kill everything');
    expect(last({ owner: false })).toBe('ctrl-c = leave it running');
  });

  test('is short where there is little room', () => {
    expect(texts({ is: 'quit' }, { width: 26 })).toEqual([
      'Quit? 2 running',
      '  d   detach',
      '  s   stop all',
      '  esc stay',
    ]);
  });
});

test.each<readonly [string, Boxed, string]>([
  ['one', { is: 'stop', names: ['db'], dependents: ['api'] }, 'api requires it, and stops too.'],
  ['two', { is: 'stop', names: ['db'], dependents: ['api', 'web'] }, 'api and web require it, and stop too.'],
  ['more', { is: 'stop', names: ['db'], dependents: ['a', 'b', 'c'] }, 'a, b and c require it, and stop too.'],
])('stop names who loses what it requires: %s', (_, dialog, text) => {
  expect(texts(dialog).slice(0, 2)).toEqual(['Stop db?', text]);
  expect(texts(dialog).slice(-3)).toEqual([
    '  y   stop db; the rest comes back with it',
    '  a   stop all of them for good',
    '  esc cancel',
  ]);
});

test('kill and free-port say what they do, in rows that fit', () => {
  expect(texts({ is: 'kill', names: ['db', 'api'] }, { width: 40 })).toEqual([
    'Kill db, api?',
    'SIGKILL to the whole process group. The',
    'restart policy then decides.',
    '',
    '  y   kill',
    '  esc cancel',
  ]);
  expect(texts({ is: 'free-port', name: 'api', text: 'port 3000 is held by pid 7 (node)' })).toEqual([
    'Free the port for api?',
    'port 3000 is held by pid 7 (node). zdev ends it: SIGTERM,',
    'then SIGKILL.',
    '',
    '  y   end it',
    '  esc cancel',
  ]);
});

describe('the palette', () => {
  const palette = (query: string, index: number, height = 20) => rowsOf({ is: 'palette', query, index }, { height });
  const pickedIn = (rows: ReturnType<typeof palette>) =>
    rows.slice(1).flatMap((spans) => spans.filter(({ inverse }) => inverse).map(({ text }) => text.trim()));

  test('has what is typed, and what was found with its key or state, the picked one reversed', () => {
    expect(palette('api', 0).map(textOf).slice(0, 2)).toEqual([': api', ' ●      logs of api']);
    expect(pickedIn(palette('restart,', 0))).toEqual(['R      restart, with its dependents']);
  });

  test('keeps the picked one in sight', () => {
    const all = palette('', 0, 100).length;
    expect(all).toBe(15);
    for (const index of [0, 7, 20, 33]) {
      const rows = palette('', index);
      expect(rows).toHaveLength(15);
      expect(pickedIn(rows), `entry ${index}`).toHaveLength(1);
    }
    expect(pickedIn(palette('', 20, 5))).toHaveLength(1);
  });

  test('says that there is nothing', () => {
    expect(palette('xyzzy', 0).map(textOf)).toEqual([': xyzzy', ' nothing is called that']);
  });
});
