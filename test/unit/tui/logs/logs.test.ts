import { describe, expect, test } from 'vitest';
import { AllLog } from '../../../../src/tui/logs/all-log.ts';
import type { CutLines } from '../../../../src/tui/logs/cut-lines.ts';
import { mayAlarm } from '../../../../src/tui/logs/level.ts';
import type { Line } from '../../../../src/tui/logs/line.ts';
import { createLogs } from '../../../../src/tui/logs/logs.ts';
import { ServiceLog } from '../../../../src/tui/logs/service-log.ts';
import { linesIn, NOON_MS, print, textsIn } from '../rows.ts';

describe('output that nobody has seen', () => {
  const only = (service: string | null) => (name: string) => service === null || name === service;

  function logsLookedAt(service: string | null) {
    const logs = createLogs();
    logs.looksAt(only(service));
    return logs;
  }

  test('is that of services that are not on the screen', () => {
    const logs = logsLookedAt('db');
    print(logs, 'db', ['seen']);
    print(logs, 'api', ['unseen']);
    expect(['db', 'api', 'web'].map(logs.unread)).toEqual([null, 'output', null]);
  });

  test('there is no such line if all lines are on the screen', () => {
    const logs = logsLookedAt(null);
    print(logs, 'db', ['ERROR seen']);
    expect(logs.unread('db')).toBeNull();
  });

  test('may have an error in it, and then stays so', () => {
    const logs = logsLookedAt('db');
    print(logs, 'api', ['12:00:00 ERROR connect ECONNREFUSED']);
    print(logs, 'api', ['all is well again']);
    expect(logs.unread('api')).toBe('error');
  });

  test('is seen when one looks at it, or at all', () => {
    const logs = logsLookedAt('db');
    print(logs, 'api', ['one']);
    print(logs, 'web', ['two']);
    logs.looksAt(only('api'));
    expect(['api', 'web'].map(logs.unread)).toEqual([null, 'output']);
    logs.looksAt(only(null));
    expect(logs.unread('web')).toBeNull();
  });

  test('is not what zdev says, nor a mark', () => {
    const logs = logsLookedAt('db');
    logs.note('api', 'failed: exit code 1', NOON_MS);
    logs.mark('api', '', NOON_MS);
    expect(logs.unread('api')).toBeNull();
  });
});

test.each<readonly [string, boolean]>([
  ['12:00 ERROR x', true],
  ['{"level":"error"}', true],
  ['{"level":50,"msg":"x"}', true],
  ['ts=1 level=error', true],
  ['TypeError: x is not a function', true],
  ['panic: runtime error', true],
  ['Traceback (most recent call last):', true],
  ['npm ERR! code 1', true],
  ['INFO no errors', false],
  ['WARN slow', false],
])('%s may be an error: %s', (text, expected) => expect(mayAlarm(`one\n${text}\nthree\n`)).toBe(expected));

test('what is said of a service stands in its log and among all, a mark where it was put', () => {
  const logs = createLogs();
  print(logs, 'db', ['one']);
  logs.note('db', 'ready', NOON_MS);
  logs.mark('db', 'here', NOON_MS);
  logs.mark(null, 'everywhere', NOON_MS);
  expect(linesIn(logs.of('db')).map(({ kind, text }) => [kind, text])).toEqual([
    ['output', 'one'],
    ['note', 'ready'],
    ['mark', 'here'],
  ]);
  expect(textsIn(logs.all)).toEqual(['one', 'ready', 'here', 'everywhere']);
});

describe('among all', () => {
  /** All lines of these services; what is unfinished has been so since noon. */
  function allOf(unfinished: Readonly<Record<string, string>>) {
    const all = new AllLog();
    const logs = Object.entries(unfinished).map(([service, text]) => {
      const events = {
        added: (line: Line) => all.push(line),
        addedAll: (cut: CutLines) => all.pushAll(cut),
        changed() {},
      };
      const log = new ServiceLog(service, events, () => ({ columns: 80, rows: 24 }));
      log.write({ run: 1, at: 0, atMs: NOON_MS, data: Buffer.from(text) });
      return log;
    });
    return { all, logs };
  }

  test('a line that has no end yet stands behind the others when it has rested', () => {
    const { all, logs } = allOf({ db: 'one\nName? ', api: 'two\n' });
    all.lookForPrompts(logs, NOON_MS + 99);
    expect(textsIn(all)).toEqual(['one', 'two']);
    all.lookForPrompts(logs, NOON_MS + 100);
    expect(textsIn(all)).toEqual(['one', 'two', 'Name? ']);
    expect([all.end, all.wholeEnd]).toEqual([3, 2]);
  });

  test('it continues after other lines, and moves to its place when it is complete', () => {
    const { all, logs } = allOf({ db: 'Name? ', api: 'one\n' });
    all.lookForPrompts(logs, NOON_MS + 500);
    logs[1]?.write({ run: 1, at: 4, atMs: NOON_MS, data: Buffer.from('two\n') });
    expect(textsIn(all)).toEqual(['one', 'two', 'Name? ']);
    logs[0]?.write({ run: 1, at: 6, atMs: NOON_MS, data: Buffer.from('Ada\n') });
    all.lookForPrompts(logs, NOON_MS + 500);
    expect(textsIn(all)).toEqual(['one', 'two', 'Name? Ada']);
    expect(all.end).toBe(all.wholeEnd);
  });

  test('numbers lead to lines and prompts alike, and nowhere beyond', () => {
    const { all, logs } = allOf({ db: 'one\nName? ', api: 'Age? ' });
    all.lookForPrompts(logs, NOON_MS + 500);
    expect([all.from(1), all.from(9), all.upTo(9), all.upTo(0), all.at(3)]).toEqual([1, 3, 2, 0, undefined]);
    expect([all.at(1)?.text, all.at(2)?.text]).toEqual(['Name? ', 'Age? ']);
  });
});

test('a question is seen as one after a while, and also when the clock was set back since', () => {
  const logs = createLogs();
  logs.write('api', { run: 1, at: 0, atMs: NOON_MS, data: Buffer.from('Overwrite? [y/N] ') });
  const asks = (nowMs: number) => logs.news('api', nowMs).asks;
  expect([asks(NOON_MS), asks(NOON_MS + 1000), asks(NOON_MS - 3_600_000)]).toEqual([false, true, true]);
});
