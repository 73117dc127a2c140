import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { CutLines } from '../../../../src/tui/logs/cut-lines.ts';
import type { Line } from '../../../../src/tui/logs/line.ts';
import { createLogs } from '../../../../src/tui/logs/logs.ts';
import { ServiceLog } from '../../../../src/tui/logs/service-log.ts';
import { linesIn } from '../rows.ts';

const SIZE = { columns: 80, rows: 24 };

function logOf(added: (line: Line) => void = () => {}): ServiceLog {
  const addedAll = (cut: CutLines) => {
    for (let i = 0; i < cut.count; i++) added(cut.at(i));
  };
  return new ServiceLog('api', { added, addedAll, changed() {} }, () => SIZE);
}

function write(log: ServiceLog, text: string | Buffer, { run = 1, at = 0 } = {}): void {
  log.write({ run, at, atMs: 7, data: Buffer.from(text) });
}

test('cuts output into lines, and knows where each begins', () => {
  const log = logOf();
  write(log, 'one\ntwo\nthr');
  write(log, 'ee\n', { at: 11 });
  expect(linesIn(log).map(({ text, at }) => [text, at])).toEqual([
    ['one', 0],
    ['two', 4],
    ['three', 8],
  ]);
});

test('an unfinished line is the newest, and grows under its number', () => {
  const added: string[] = [];
  const log = logOf(({ text }) => added.push(text));
  write(log, 'done\nName? ');
  const number = log.end - 1;
  expect([log.at(number)?.text, log.wholeEnd]).toEqual(['Name? ', 1]);
  write(log, 'Ada', { at: 11 });
  expect(log.at(number)?.text).toBe('Name? Ada');
  write(log, '\n', { at: 14 });
  expect([log.at(number)?.text, log.wholeEnd, log.end]).toEqual(['Name? Ada', 2, 2]);
  expect(added).toEqual(['done', 'Name? Ada']);
});

test('what one run has not finished is not gone on with by the next', () => {
  const log = logOf();
  write(log, 'half', { run: 1 });
  write(log, 'whole\n', { run: 2 });
  expect(linesIn(log).map(({ text, run }) => [text, run])).toEqual([
    ['half', 1],
    ['whole', 2],
  ]);
});

test('a note does not divide an unfinished line', () => {
  const log = logOf();
  write(log, 'Name? ');
  log.say({ kind: 'note', text: 'ready', atMs: 8 });
  write(log, 'Ada\n', { at: 6 });
  expect(linesIn(log).map(({ text }) => text)).toEqual(['ready', 'Name? Ada']);
});

test('a very long line is cut, and says how much is missing, however it comes', () => {
  const whole = logOf();
  write(whole, `${'x'.repeat(20_000)}\n`);
  const pieces = logOf();
  for (let i = 0; i < 20; i++) write(pieces, 'x'.repeat(1000), { at: i * 1000 });
  write(pieces, '\n', { at: 20_000 });
  for (const log of [whole, pieces]) {
    expect(log.at(0)?.text.slice(8190)).toMatch(/^xx+ … \(\d+ more bytes\)$/);
    expect(log.at(0)?.text.length).toBeLessThan(9300);
  }
});

test('the same bytes give the same lines, however they are divided', () => {
  const text = 'ä\nöü€\n\n😀 x\nlast\n';
  const bytes = Buffer.from(text);
  fc.assert(
    fc.property(fc.subarray(Array.from({ length: bytes.length - 1 }, (_, i) => i + 1)), (cuts) => {
      const log = logOf();
      [0, ...cuts].forEach((from, i) => {
        write(log, bytes.subarray(from, cuts[i] ?? bytes.length), { at: from });
      });
      expect(linesIn(log).map((line) => line.text)).toEqual(text.split('\n').slice(0, -1));
    }),
  );
});

const step = (percent: number) => [0, 1, 2].map((i) => `\r\x1b[2Klayer ${i}: ${percent}%\r\n`).join('');

test('lines that a program goes up to and writes over stand there once, under their numbers', () => {
  const log = logOf();
  write(log, `first\r\n${step(0)}`);
  expect(log.wholeEnd).toBe(4);
  for (let percent = 1; percent <= 100; percent++) write(log, `\x1b[3A${step(percent)}`);
  expect(linesIn(log).map(({ text }) => text)).toEqual(['first', ...[0, 1, 2].map((i) => `layer ${i}: 100%`)]);
  // they may still change
  expect(log.wholeEnd).toBe(0);
  write(log, 'Go on? ');
  expect(log.unfinished?.text).toBe('Go on? ');
  log.endRun();
  expect(
    linesIn(log)
      .map(({ text }) => text)
      .slice(-2),
  ).toEqual(['layer 2: 100%', 'Go on? ']);
  expect(log.wholeEnd).toBe(5);
});

test('among all services they change in their place, whatever is behind them', () => {
  const logs = createLogs(() => SIZE);
  const piece = (text: string, run = 1) => ({ run, at: 0, atMs: 7, data: Buffer.from(text) });
  logs.write('pull', piece(step(0)));
  logs.write('web', piece('important\n'));
  logs.write('pull', piece(`\x1b[3A${step(50)}`));
  logs.write('pull', piece('\x1b[1'));
  logs.write('pull', piece('A\x1b[Jlast line\r\nand one\r\n'));
  expect(linesIn(logs.all).map(({ text }) => text)).toEqual([
    'layer 0: 50%',
    'layer 1: 50%',
    'last line',
    'important',
    'and one',
  ]);
});

test('a run that has only printed for a long while is settled, and one run never writes over the lines of another', () => {
  const log = logOf();
  write(log, `one\ntwo\n\x1b[Anew two\n`);
  write(log, Array.from({ length: 300 }, (_, i) => `line ${i}\n`).join(''));
  expect(log.wholeEnd).toBe(log.end);
  expect(
    linesIn(log)
      .map(({ text }) => text)
      .slice(0, 3),
  ).toEqual(['one', 'new two', 'line 0']);
  const { end } = log;
  write(log, '\x1b[5Atop', { run: 2 });
  expect(log.at(end)?.text).toBe('top');
  expect(log.at(end - 1)?.text).toBe('line 299');
});
