import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ServiceLog } from '../../../../src/tui/logs/service-log.ts';
import { linesIn } from '../rows.ts';

function write(log: ServiceLog, text: string | Buffer, { run = 1, at = 0 } = {}): void {
  log.write({ run, at, atMs: 7, data: Buffer.from(text) });
}

test('cuts what comes into lines, and knows where each begins', () => {
  const log = new ServiceLog('api', () => {});
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
  const log = new ServiceLog('api', ({ text }) => added.push(text));
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
  const log = new ServiceLog('api', () => {});
  write(log, 'half', { run: 1 });
  write(log, 'whole\n', { run: 2 });
  expect(linesIn(log).map(({ text, run }) => [text, run])).toEqual([
    ['half', 1],
    ['whole', 2],
  ]);
});

test('a note does not divide an unfinished line', () => {
  const log = new ServiceLog('api', () => {});
  write(log, 'Name? ');
  log.say({ kind: 'note', text: 'ready', atMs: 8 });
  write(log, 'Ada\n', { at: 6 });
  expect(linesIn(log).map(({ text }) => text)).toEqual(['ready', 'Name? Ada']);
});

test('a very long line is cut, and says how much is missing, however it comes', () => {
  const whole = new ServiceLog('api', () => {});
  write(whole, `${'x'.repeat(20_000)}\n`);
  const pieces = new ServiceLog('api', () => {});
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
      const log = new ServiceLog('api', () => {});
      [0, ...cuts].forEach((from, i) => {
        write(log, bytes.subarray(from, cuts[i] ?? bytes.length), { at: from });
      });
      expect(linesIn(log).map((line) => line.text)).toEqual(text.split('\n').slice(0, -1));
    }),
  );
});
