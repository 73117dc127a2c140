import { describe, expect, test } from 'vitest';
import type { Row } from '../../../../src/rpc/results.ts';
import { textWidth } from '../../../../src/text/width.ts';
import { type News, NO_NEWS } from '../../../../src/tui/logs/logs.ts';
import { glyphs } from '../../../../src/tui/model/display-status.ts';
import type { Model } from '../../../../src/tui/model/model.ts';
import type { Spans } from '../../../../src/tui/model/span.ts';
import { itemsOf } from '../../../../src/tui/model/tree-lines.ts';
import { firstItem, treeRows } from '../../../../src/tui/model/tree-rows.ts';
import { modelOf, NOON_MS, row, textOf } from '../rows.ts';

interface How extends Partial<Model> {
  readonly width?: number;
  readonly height?: number;
  readonly news?: Readonly<Record<string, Partial<News>>>;
}

/** The rows of the services, without that of all. */
function rowsOf(services: readonly Row[], { width = 30, height = 20, news = {}, ...more }: How = {}): readonly Spans[] {
  const model = modelOf(services, more);
  const facts = { nowMs: NOON_MS + 7000, news: (name: string) => ({ ...NO_NEWS, ...news[name] }) };
  const rows = treeRows({ model, glyphs: glyphs(model.ascii), width, height, ...facts });
  return rows.filter((spans) => !textOf(spans).endsWith('≡ all services'));
}

const drawn = (services: readonly Row[], how: How = {}) => rowsOf(services, how).map(textOf);
/** What stands at the right edge of a service that is not selected. */
const rightOf = (more: Partial<Row>) => /api *(.*)$/.exec(drawn([row('api', more)], { selected: null })[0] ?? '')?.[1];

const SHOP = [row('db'), row('api', { requires: ['db'] }), row('web', { requires: ['api'] }), row('lone')];

describe('in front of a name', () => {
  test('stand the lines that lead to it, a state and nothing else', () => {
    expect(drawn(SHOP, { selected: null })).toEqual([' ● db', ' └ ● api', '   └ ● web', ' ● lone']);
  });

  test('stand a mark on the selected one, and on what that needs; at the edge, one on what needs that', () => {
    expect(drawn(SHOP, { selected: 'api' })).toEqual(['‹● db', '▌└ ● api', `   └ ● web${' '.repeat(18)}›`, ' ● lone']);
  });

  test('a conflict has its own mark', () => {
    expect(drawn([row('a', { conflicts: ['b'] }), row('b')], { selected: 'a' })[1]).toBe('×● b');
  });

  test('a marked one has a plus, selected or not', () => {
    expect(drawn(SHOP, { selected: 'db', marked: new Set(['db', 'lone']) }).map((text) => text[0])).toEqual([
      '+',
      ' ',
      ' ',
      '+',
    ]);
  });

  test('is a dot where there is output that nobody has seen, in red where it may be an error', () => {
    const rows = rowsOf(SHOP, { selected: null, news: { db: { unread: 'output' }, lone: { unread: 'error' } } });
    expect([textOf(rows[0] ?? []), textOf(rows[3] ?? [])]).toEqual([' ●•db', ' ●•lone']);
    const dots = rows.flatMap((spans) => spans.filter(({ text }) => text === '•'));
    expect(dots).toMatchObject([{ tone: 'quiet' }, { tone: 'bad', bold: true }]);
  });

  test('is a question mark where it waits for input, and a line where it is left out among all', () => {
    const how = { selected: null, muted: new Set(['lone']), news: { db: { asks: true } } };
    expect(drawn(SHOP, how)).toEqual([' ●?db', ' └ ● api', '   └ ● web', ' ●-lone']);
  });

  test('the list by layers indents two blanks for each layer, up to three layers', () => {
    const chain = ['a', 'b', 'c', 'd', 'e'].map((name, i, all) =>
      row(name, { requires: i > 0 ? [all[i - 1] ?? ''] : [] }),
    );
    expect(drawn(chain, { layers: true, selected: null })).toEqual([
      ' ● a',
      '   ● b',
      '     ● c',
      '       ● d',
      ' 4     ● e',
    ]);
  });
});

test('the selected row is in reverse video from edge to edge, and keeps the colour of its state', () => {
  const [spans = []] = rowsOf(SHOP, { selected: 'db' });
  expect(spans.every(({ inverse }) => inverse)).toBe(true);
  expect(spans.reduce((width, { text }) => width + textWidth(text), 0)).toBe(30);
  expect(spans.find(({ text }) => text === '●')?.tone).toBe('good');
});

test('a muted one and one that is off are quiet, a target is bold', () => {
  const services = [row('a'), row('b', { state: 'inactive', intent: 'down', run: 0 }), row('t', { kind: 'target' })];
  const rows = rowsOf(services, { selected: null, muted: new Set(['a']) });
  const named = (name: string) => rows.flat().find(({ text }) => text === name);
  expect([named('a'), named('b'), named('t')]).toMatchObject([{ tone: 'quiet' }, { tone: 'quiet' }, { bold: true }]);
});

const requires = (name: string) => ({ type: 'requires', name });
const held = (port: number) => ({ type: 'port', port, holder: { pid: 7, command: null } });

describe('at the right edge stands', () => {
  test.each<readonly [string, Partial<Row>, string]>([
    ['the port', { port: 3000 }, ':3000'],
    ['nothing, without one', {}, ''],
    ['how long it has been starting', { state: 'starting', in_state_ms: 5000 }, '12s'],
    ['how long it has been stopping', { state: 'stopping', in_state_ms: 118_000 }, '2m05s'],
    ['that it is being built', { state: 'starting', building: true, in_state_ms: 0 }, 'build 7s'],
    ['a build beside it', { building: true }, 'building'],
    ['and that it failed', { build_error: 'build failed: exit code 1' }, 'build failed'],
    ['the exit code', { state: 'failed', last_exit: { run: 1, code: 3, signal: null } }, 'exit 3'],
    ['or the signal', { state: 'failed', last_exit: { run: 1, code: null, signal: 'SIGKILL' } }, 'kill'],
    ['or the bare fact', { state: 'failed' }, 'failed'],
    ['whom it waits for', { state: 'blocked', blockers: [requires('kafka'), requires('db')] }, 'kafka…'],
    ['what is left of its last run', { state: 'blocked', blockers: [{ type: 'remains', run: 2 }] }, 'ending…'],
    ['that it has ended', { state: 'exited', exit_code: 0 }, 'ended'],
    ['behind a word too', { state: 'blocked', blockers: [{ type: 'after', name: 'db' }] }, 'db…'],
    ['a port that is held', { state: 'blocked', blockers: [requires('db'), held(3000)] }, 'port 3000'],
    ['that it is unhealthy', { health_error: 'HTTP 503', port: 3000 }, 'unhealthy'],
    ['that it asks something', { awaits_input: { text: 'Overwrite?', terminal: true }, port: 3000 }, 'asks'],
    ['that it is done', { kind: 'oneshot', state: 'exited', last_exit: { run: 1, code: 0, signal: null } }, 'done'],
    ['that it was stopped', { state: 'exited', intent: 'down' }, 'stopped'],
    ['that it is off', { state: 'inactive', intent: 'down', run: 0 }, 'off'],
  ])('%s', (_, more, text) => expect(rightOf(more)).toBe(text));

  test('how many errors and warnings its run has printed, before the rest, and where there is room', () => {
    const news = { api: { errors: 2, warnings: 1200 } };
    const wide = drawn([row('api', { port: 80 })], { selected: null, news });
    expect(wide).toEqual([' ● api             ✗2 !1k :80']);
    expect(drawn([row('api', { port: 80 })], { selected: null, news, width: 16 })).toEqual([' ● api      :80']);
  });

  test('from 110 columns on, the row shows memory and processor time', () => {
    const usage = new Map([['api', { cpu: 12, memoryBytes: 101 * 2 ** 20 }]]);
    const how = { selected: null, usage, columns: 120, width: 45 };
    expect(drawn([row('api', { port: 80 }), row('db')], how)).toEqual([
      ` ● api${' '.repeat(22)}:80  12%  101 MB`,
      ' ● db',
    ]);
    expect(drawn([row('api', { port: 80 })], { ...how, columns: 100 })[0]).not.toContain('MB');
  });

  test('in red what is wrong', () => {
    const alarms = [
      row('a', { state: 'failed' }),
      row('b', { health_error: 'x' }),
      row('c', { build_error: 'x' }),
      row('d', { state: 'blocked', blockers: [held(1)] }),
      row('e', { port: 80 }),
    ];
    const red = rowsOf(alarms, { selected: null }).map((spans) => spans.at(-2)?.tone === 'bad');
    expect(red).toEqual([true, true, true, true, false]);
  });
});

describe('where there is little room', () => {
  test('a name keeps eight columns before the right edge gets any, and is then cut', () => {
    const api = row('a-long-service-name', { port: 5432 });
    expect(drawn([api], { width: 40, selected: null })).toEqual([' ● a-long-service-name            :5432']);
    expect(drawn([api], { width: 24, selected: null })).toEqual([' ● a-long-servic… :5432']);
    expect(drawn([api], { width: 18, selected: null })).toEqual([' ● a-long-… :5432']);
    expect(drawn([api], { width: 17, selected: null })).toEqual([' ● a-long-servi…']);
  });

  test('of a deep tree, the lines next to the name are left, and a number says how deep it is', () => {
    const names = Array.from({ length: 12 }, (_, i) => `s${i}`);
    const rows = drawn(
      names.map((name, i) => row(name, { requires: i > 0 ? [`s${i - 1}`] : [] })),
      { width: 24, selected: null },
    );
    expect([rows[3], rows[11]]).toEqual(['     └ ● s3', ' 11        └ ● s11']);
  });

  test('no row is wider than the tree, whatever is in it', () => {
    const services = [
      row('数据库服务器', { state: 'blocked', blockers: [requires('something-long')] }),
      row('api', { requires: ['数据库服务器'], state: 'failed', last_exit: { run: 1, code: 127, signal: null } }),
    ];
    for (let width = 10; width <= 40; width++) {
      for (const spans of rowsOf(services, { width, selected: null })) {
        expect(textWidth(spans.map(({ text }) => text).join('')), `${width} columns`).toBeLessThanOrEqual(width);
      }
    }
  });
});

describe('a tree that is higher than its place', () => {
  const many = Array.from({ length: 30 }, (_, i) => row(`s${i}`));
  const topOf = (selected: string) => {
    const model = modelOf(many, { selected });
    return firstItem(model, itemsOf(model), 10);
  };

  test('is scrolled so that the selected one is in the middle, and ends at its ends', () => {
    expect([topOf('s0'), topOf('s4'), topOf('s15'), topOf('s29')]).toEqual([0, 0, 11, 21]);
    expect(drawn(many, { selected: 's15', height: 10 })).toHaveLength(10);
    expect(drawn(many, { selected: 's15', height: 10 })[5]).toBe('▌● s15');
  });

  test('its first row is all services, and a single service has none', () => {
    const first = (services: readonly Row[], selected: string | null) => {
      const model = modelOf(services, { selected });
      const facts = { nowMs: NOON_MS, news: () => NO_NEWS };
      return textOf(treeRows({ model, glyphs: glyphs(model.ascii), width: 30, height: 9, ...facts })[0] ?? []);
    };
    expect(first(SHOP, null)).toBe('▌≡ all services');
    expect(first(SHOP, 'db')).toBe(' ≡ all services');
    expect(first([row('db')], 'db')).toBe('▌● db');
  });

  test('is not scrolled where all of it fits', () => {
    const model = modelOf(many.slice(0, 5), { selected: 's4' });
    expect(firstItem(model, itemsOf(model), 10)).toBe(0);
  });
});
