import { describe, expect, test } from 'vitest';
import type { Row } from '../../../../src/rpc/results.ts';
import { glyphs } from '../../../../src/tui/model/display-status.ts';
import { mistakeProblems, problemRoom, problemRows, problemsNow } from '../../../../src/tui/model/problems.ts';
import { entries, NOON_MS, row, textOf } from '../rows.ts';

const DOWN: Partial<Row> = { pid: null, ready: false, uptime_ms: null };
const failed = (name: string, more: Partial<Row> = {}) => row(name, { ...DOWN, state: 'failed', ...more });
const blocked = (name: string, on: string) =>
  row(name, { ...DOWN, state: 'blocked', blockers: [{ type: 'requires', name: on }] });
const texts = (rows: readonly Row[], afterMs = 0, line: string | null = null) =>
  problemsNow(entries(...rows), NOON_MS + afterMs, () => line).map(({ name, text, next }) => [name, text, ...next]);

describe('the screen says without being asked', () => {
  test('what failed, with the line that tells most and who waits for it, once', () => {
    const rows = [failed('db', { gave_up: true, restarts: 3 }), blocked('api', 'db'), blocked('web', 'api')];
    expect(texts(rows, 0, 'FATAL: no disk')).toEqual([
      ['db', 'failed: exit code 1: FATAL: no disk; gave up after 3 restarts; api, web wait for it'],
    ]);
  });

  test('the worst first', () => {
    const held = { type: 'port', port: 3000, holder: { pid: 7, command: 'node' } };
    const rows = [
      row('held', { ...DOWN, state: 'blocked', blockers: [held] }),
      row('sick', { health_error: 'HTTP 503' }),
      failed('db'),
    ];
    expect(texts(rows).map(([name]) => name)).toEqual(['db', 'sick', 'held']);
  });

  test('nothing of what is as wanted, or has only just begun', () => {
    const starting = row('api', { state: 'starting', ready: false, in_state_ms: 0, health_error: 'refused' });
    const rows = [row('ok'), starting, row('off', { state: 'inactive', intent: 'down' })];
    expect(texts(rows, 1000)).toEqual([]);
    expect(texts(rows, 4000)).toEqual([['api', 'starting (refused)']]);
  });

  test('what can be done', () => {
    const rows = [row('db', { ...DOWN, state: 'inactive', intent: 'down', status: 'stop', started: false })];
    expect(texts(rows)).toEqual([]);
    const [[, text, next] = []] = texts([...rows, blocked('api', 'db')]);
    expect(text).toBe('not started (status = "stop"); api waits for it');
    expect(next).toBe('s starts it, or let "db" start: status = "start"');
  });

  test('what asks something, with the sign that it has in the tree, and how it is answered', () => {
    const asking = row('init', { awaits_input: { text: 'Overwrite? [y/N]', terminal: true } });
    const problems = problemsNow(entries(asking), NOON_MS, () => null);
    const rows = problemRows(problems, { width: 80, height: 5, glyphs: glyphs(true) });
    expect(rows.map(({ spans }) => textOf(spans))).toEqual([
      ' ? init  waits for input: "Overwrite? [y/N]"',
      '   next: it waits for an answer: press Enter on its row',
    ]);
  });

  test('how many more there are', () => {
    const many = Array.from({ length: 9 }, (_, i) => failed(`s${i}`));
    expect(texts(many).at(-1)).toEqual(['', '3 more problems: zdev why']);
  });
});

test('rows wrap, are cut to what fits with a mark, and know their service', () => {
  const long = { name: 'db', look: 'failed', text: 'word '.repeat(60), next: ['do it'] } as const;
  const rows = problemRows([long, { ...long, name: 'api' }], { width: 80, height: 5, glyphs: glyphs(false) });
  expect(rows.map(({ name }) => name)).toEqual(['db', 'db', 'db', 'db', 'api']);
  expect(textOf(rows[0]!.spans)).toMatch(/^ ✗ db {2}word/);
  expect(textOf(rows[3]!.spans)).toBe('   next: do it');
  // What is left out has a mark, of a long text and for want of rows.
  expect(rows.map(({ spans }) => textOf(spans).endsWith('…'))).toEqual([false, false, true, false, true]);
  expect([9, 12, 24].map(problemRoom)).toEqual([0, 1, 4]);
});

test('a mistake in the config is said too, with what to do, and the third is counted', () => {
  const mistake = (severity: 'error' | 'warning') =>
    ({ severity, message: 'no such key', file: 'zinit.toml', line: 3, hint: 'leave it out' }) as const;
  expect(mistakeProblems([])).toEqual([]);
  const told = mistakeProblems([mistake('error'), mistake('warning'), mistake('warning')]);
  expect(told.map(({ look, text, next }) => [look, text, ...next])).toEqual([
    ['failed', 'config error, nothing was applied: no such key (zinit.toml:3)', 'leave it out'],
    ['unhealthy', 'config warning: no such key (zinit.toml:3)', 'leave it out'],
    ['unhealthy', '1 more mistake: zdev why'],
  ]);
});
