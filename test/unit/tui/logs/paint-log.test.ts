import { describe, expect, test } from 'vitest';
import { clockText, preciseClockText } from '../../../../src/present/time.ts';
import { lineWidth, plain } from '../../../../src/text/cut.ts';
import { createLogScreen } from '../../../../src/tui/logs/log-screen.ts';
import { createLogs, type Logs } from '../../../../src/tui/logs/logs.ts';
import { createLogPainter } from '../../../../src/tui/logs/paint-log.ts';
import { FOLLOW, type Viewport } from '../../../../src/tui/logs/viewport.ts';
import type { Model } from '../../../../src/tui/model/model.ts';
import { THEMES } from '../../../../src/tui/model/theme.ts';
import { modelOf, NOON_MS, print, row, sought } from '../rows.ts';

const ROWS = [row('db'), row('api'), row('a-service-with-a-long-name')];
const PANE = { x: 0, y: 0, width: 30, height: 4 };

function painterOf(logs: Logs) {
  const screen = createLogScreen(logs);
  const painter = createLogPainter();
  return (more: Partial<Model> = {}, viewport: Viewport = FOLLOW, pane = PANE) => {
    const model = modelOf(ROWS, more);
    return painter.paint({ model, viewport, content: screen.content(model, pane), pane });
  };
}

function painted(lines: readonly string[], more: Partial<Model> = {}): readonly string[] {
  const logs = createLogs();
  print(logs, 'db', lines);
  return painterOf(logs)(more);
}

describe('rows', () => {
  test('are those of the pane, the missing ones blank', () => {
    expect(painted(['one', 'two'])).toEqual(['one', 'two', '', '']);
    expect(painted(['1', '2', '3', '4', '5'])).toEqual(['2', '3', '4', '5']);
  });

  test('are cut at the edge, or begin further right', () => {
    const [line = ''] = painted(['0123456789'.repeat(5)]);
    expect(plain(line)).toBe('01234567890123456789012345678›');
    expect(painted(['0123456789'.repeat(3)])[0]).toBe('0123456789'.repeat(3));
    expect(plain(painted(['0123456789'.repeat(5)], { ascii: true })[0] ?? '')).toMatch(/>$/);
    expect(painted(['0123456789'.repeat(5)], { left: 45 })[0]).toBe('56789');
  });

  test('are marked as cut also where something is selected', () => {
    const long = ['0123456789'.repeat(5)];
    const cutRow = '01234567890123456789012345678›';
    expect(plain(painted(long, { selection: { anchor: 0, head: 0 } })[0] ?? '')).toBe(cutRow);
    for (const [from, to] of [
      [3, 5],
      [20, 50],
      [35, 40],
    ] as const) {
      expect(plain(painted(long, { part: { number: 0, from, to } })[0] ?? '')).toBe(cutRow);
    }
  });

  test('are wrapped', () => {
    expect(painted(['a'.repeat(30) + 'b'.repeat(5), 'c'], { wrap: true })).toEqual(['a'.repeat(30), 'bbbbb', 'c', '']);
  });

  test('have the colours of the program, unless there are to be none', () => {
    const coloured = ['\x1b[31;1mred\x1b[0m'];
    expect(painted(coloured, { color: true })[0]).toBe('\x1b[1;31mred\x1b[0m');
    expect(painted(coloured, { color: false })[0]).toBe('\x1b[1mred\x1b[0m');
  });

  test('are drawn again when the width, the colours or the search change', () => {
    const logs = createLogs();
    print(logs, 'db', ['0123456789'.repeat(5)]);
    const paint = painterOf(logs);
    expect(plain(paint()[0] ?? '')).toHaveLength(30);
    expect(plain(paint({}, FOLLOW, { ...PANE, width: 10 })[0] ?? '')).toBe('012345678›');
    expect(paint({ search: sought('01') }, FOLLOW, { ...PANE, width: 10 })[0]).toContain('\x1b[7m01');
    expect(plain(paint({}, FOLLOW, { ...PANE, width: 10 })[0] ?? '')).toBe('012345678›');
  });
});

describe('in front of a line', () => {
  test('stands, where wanted, when it came', () => {
    const [line = ''] = painted(['one'], { timestamps: true });
    expect(plain(line)).toBe(`${preciseClockText(NOON_MS)} one`);
  });

  test('among all lines, it shows the service in its own colour, and cuts a long name', () => {
    const logs = createLogs();
    print(logs, 'db', ['one']);
    print(logs, 'a-service-with-a-long-name', ['two']);
    const paint = painterOf(logs);
    expect(paint({ selected: null }).map(plain)).toEqual(['db             │ one', 'a-service-wit… │ two', '', '']);
    expect(paint({ selected: null, ascii: true }).map(plain)[1]).toBe('a-service-wit~ | two');
    expect(paint({ selected: null, color: true }).map((line) => /^\x1b\[([\d;]+)m/.exec(line)?.[1])).toEqual([
      '38;5;75',
      '38;5;79',
      undefined,
      undefined,
    ]);
    // Where words may have no colour, what stands behind the name has it.
    expect(paint({ selected: null, color: true, theme: THEMES.middle })[0]).toMatch(/^db {13}\x1b\[38;5;32m│/);
    expect(paint({ selected: null, color: false })[0]).toMatch(/^db/);
  });

  test('continuation rows begin with blanks', () => {
    const rows = painted(['x'.repeat(25)], { timestamps: true, wrap: true });
    expect(rows.map(plain).slice(1)).toEqual([`${' '.repeat(13)}${'x'.repeat(8)}`, '', '']);
  });
});

describe('what matches a search', () => {
  test('is marked always, and not every other time', () => {
    const search = sought('get');
    search.matcher.matches('GET /get');
    expect(painted(['GET /get'], { search })[0]).toBe('\x1b[7mGET\x1b[0m /\x1b[7mget\x1b[0m');
  });

  test('is reversed, and the line that was gone to is bold', () => {
    const search = sought('get');
    expect(painted(['GET /', 'other'], { search })).toEqual(['\x1b[7mGET\x1b[0m /', 'other', '', '']);
    expect(painted(['GET /', 'GET'], { search, hit: 0 }).map((line) => line.startsWith('\x1b[1m'))).toEqual([
      true,
      false,
      false,
      false,
    ]);
  });
});

describe('what is selected', () => {
  test('is reversed from edge to edge, without colours, in both directions', () => {
    const selection = { anchor: 2, head: 1 };
    const rows = painted(['one', '\x1b[31mtwo\x1b[0m', 'three', 'four'], { selection, color: true });
    expect(rows).toEqual([
      'one',
      `\x1b[7mtwo${' '.repeat(27)}\x1b[27m`,
      `\x1b[7mthree${' '.repeat(25)}\x1b[27m`,
      'four',
    ]);
  });

  test('keeps its prefix, and its rows where it is wrapped', () => {
    const selection = { anchor: 0, head: 0 };
    const rows = painted(['x'.repeat(25)], { selection, timestamps: true, wrap: true });
    expect(rows.map((line) => line.startsWith('\x1b[7m'))).toEqual([true, true, false, false]);
    expect(
      rows
        .map(plain)
        .slice(0, 2)
        .map((text) => text.trimEnd()),
    ).toEqual([`${preciseClockText(NOON_MS)} ${'x'.repeat(17)}`, `${' '.repeat(13)}${'x'.repeat(8)}`]);
  });

  test('a part of a line alone is reversed, on each row that it is on', () => {
    const part = { number: 0, from: 18, to: 24 };
    const rows = painted(['\x1b[31mx\x1b[0m'.repeat(25)], { part, color: true, timestamps: true, wrap: true });
    expect(rows[0]?.endsWith(`${'x'.repeat(17)}\x1b[7m\x1b[27m`)).toBe(true);
    expect(rows[1]).toBe(`${' '.repeat(13)}x\x1b[7m${'x'.repeat(6)}\x1b[27mx`);
    const digits = '0123456789'.repeat(5);
    const unwrapped = painted([digits], { part, left: 20 });
    expect(unwrapped[0]).toBe(`\x1b[7m0123\x1b[27m${digits.slice(24)}`);
  });

  test('a note too, and a line that begins further right', () => {
    const logs = createLogs();
    logs.note('db', 'ready', NOON_MS);
    print(logs, 'db', ['0123456789'.repeat(3)]);
    const rows = painterOf(logs)({ selection: { anchor: 0, head: 1 }, left: 20 }).map((line) => plain(line).trimEnd());
    expect(rows[1]).toBe('0123456789');
    expect(painterOf(logs)({ selection: { anchor: 0, head: 1 } }).map((line) => plain(line).trimEnd())[0]).toBe(
      'ready',
    );
  });
});

describe('what no service has printed', () => {
  test('goes across: notes with their time, among all with the name, and marks', () => {
    const logs = createLogs();
    logs.note('db', 'ready', NOON_MS);
    logs.mark('db', '', NOON_MS);
    const paint = painterOf(logs);
    const at = clockText(NOON_MS);
    expect(paint().map(plain)).toEqual([`── ${at} ready ${'─'.repeat(12)}`, `── mark ${at} ${'─'.repeat(13)}`, '', '']);
    expect(paint({ selected: null }, FOLLOW, { ...PANE, width: 50 }).map(plain)[0]).toBe(
      `db             │ ── ${at} ready ${'─'.repeat(15)}`,
    );
    // With times, all of them stand below each other.
    expect(paint({ timestamps: true }).map(plain)[0]).toBe(`${preciseClockText(NOON_MS)} ── ready ${'─'.repeat(8)}`);
    expect(paint({ ascii: true }).map(plain)[0]).toBe(`-- ${at} ready ${'-'.repeat(12)}`);
    expect(paint()[0]).toMatch(/^\x1b\[2m/);
  });

  test('a failure is not to be missed', () => {
    const logs = createLogs();
    logs.note('db', 'exit code 1', NOON_MS, 'error');
    expect(painterOf(logs)({ color: true })[0]).toContain('\x1b[1;38;5;203m');
    expect(painterOf(logs)({ color: false })[0]).toContain('\x1b[1m');
  });

  test('is searched, and what matches is marked', () => {
    const logs = createLogs();
    logs.note('db', 'ready', NOON_MS);
    expect(painterOf(logs)({ search: sought('ready') })[0]).toContain('\x1b[7mready');
  });

  test('is cut where it is too long', () => {
    const logs = createLogs();
    logs.note('db', 'waiting for '.repeat(5), NOON_MS);
    const [line = ''] = painterOf(logs)();
    expect(lineWidth(line)).toBe(30);
    expect(plain(line)).toMatch(/… $/);
  });
});

test('no row is wider than the pane, whatever is in it', () => {
  const logs = createLogs();
  print(logs, 'a-service-with-a-long-name', ['数据库服务器 '.repeat(20), '\x1b[31m\tx\x1b[0m', '😀'.repeat(40)]);
  logs.note('a-service-with-a-long-name', '数据'.repeat(20), NOON_MS);
  const paint = painterOf(logs);
  // In a pane that is narrower than the names, nothing of the lines is to be seen anyway.
  for (let width = 19; width <= 60; width++) {
    for (const more of [{}, { wrap: true }, { selection: { anchor: 0, head: 9 } }]) {
      const rows = paint({ selected: null, timestamps: width > 35, ...more }, FOLLOW, { ...PANE, width });
      const widest = Math.max(...rows.map(lineWidth));
      expect(widest, `${width} columns`).toBeLessThanOrEqual(width);
    }
  }
});
