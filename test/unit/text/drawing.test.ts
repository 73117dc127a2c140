import { Terminal } from '@xterm/headless';
import { describe, expect, test } from 'vitest';
import { Drawing } from '../../../src/text/drawing/drawing.ts';
import { movesUp, unfinishedSequence } from '../../../src/text/drawing/moves-up.ts';

const SIZE = { columns: 40, rows: 10 };

function drawn(...texts: readonly string[]) {
  const drawing = new Drawing(SIZE);
  for (const text of texts) drawing.write(text);
  return drawing.take();
}

const all = ({ settled, open }: ReturnType<typeof drawn>) => [...settled, ...open];

test('several lines that are redrawn stand there once', () => {
  let text = '';
  for (let step = 0; step <= 60; step++) {
    if (step > 0) text += '\x1b[3A';
    for (let layer = 0; layer < 3; layer++) text += `\r\x1b[2Klayer ${layer}: ${step}\r\n`;
  }
  expect(all(drawn(`pulling\r\n${text}done\r\n`))).toEqual([
    'pulling',
    'layer 0: 60',
    'layer 1: 60',
    'layer 2: 60',
    'done',
  ]);
  expect(all(drawn(...text))).toEqual(all(drawn(text)));
});

test('lines that were erased are gone', () => {
  expect(all(drawn('one\ntwo\nthree\n', '\x1b[2K\x1b[1A\x1b[2K\x1b[1A\x1b[2K\x1b[G', 'end'))).toEqual(['one', 'end']);
  expect(all(drawn('one\ntwo\nthree\n', '\x1b[2A\x1b[J', 'end'))).toEqual(['one', 'end']);
});

test('a line that is too long for its row takes as many as on a terminal, and is one line', () => {
  const long = 'x'.repeat(50);
  expect(all(drawn(`${long}\r\nsecond\r\n`, '\x1b[3A', 'y'))).toEqual([`y${long.slice(1)}`, 'second']);
});

test('what has scrolled out of the screen is settled, and given once', () => {
  const drawing = new Drawing(SIZE);
  for (let i = 0; i < 15; i++) drawing.write(`line ${i}\n`);
  expect(drawing.take().settled).toEqual(['line 0', 'line 1', 'line 2', 'line 3', 'line 4', 'line 5']);
  drawing.write('\x1b[99Afirst of the screen');
  const { settled, open } = drawing.take();
  expect(settled).toEqual([]);
  expect(open[0]).toBe('first of the screen');
  expect(open[1]).toBe('line 7');
});

test('a program that takes the whole screen leaves its last one', () => {
  const frame = (n: number) => `\x1b[H\x1b[KFRAME ${n}\x1b[3;5Hvalue ${n * n}\x1b[K\x1b[J`;
  const { settled, open } = drawn('before\r\n', '\x1b[?1049h\x1b[2J', frame(1), frame(2), frame(3));
  expect(settled).toEqual(['before']);
  expect(open).toEqual(['FRAME 3', '', '    value 9']);
  const after = drawn('before\r\n', '\x1b[?1049h\x1b[2J', frame(1), '\x1b[?1049l', 'after\r\n');
  expect(all(after)).toEqual(['before', 'FRAME 1', '', '    value 1', 'after']);
});

test('what was on the screen when it is cleared stays in the log', () => {
  expect(all(drawn('build 1\r\nok\r\n', '\x1b[2J\x1b[3J\x1b[H', 'build 2\r\n'))).toEqual(['build 1', 'ok', 'build 2']);
  expect(all(drawn('build 1\r\n', '\x1bc', 'build 2\r\n'))).toEqual(['build 1', 'build 2']);
});

test('styles are kept, and what steers the terminal is not', () => {
  expect(all(drawn('\x1b[31mred\x1b[0m \x1b]0;title\x07x\x1b[?25l\x1b[Aup'))).toEqual(['\x1b[31mred\x1b[0m xup']);
});

test('what moves up is noticed, and the beginning of what may', () => {
  for (const text of ['\x1b[A', 'x\x1b[12Ay', '\x1b[2F', '\x1b[H', '\x1b[1;1H', '\x1bM', '\x1b[?1049h']) {
    expect(movesUp(text)).toBe(true);
  }
  for (const text of ['plain', '\x1b[31mred\x1b[0m', '\x1b[2K\rbar', '\x1b[B', '\x1b[?25l', '\x1b]0;A\x07', '\x1b[3']) {
    expect(movesUp(text)).toBe(false);
  }
  expect(unfinishedSequence('x\x1b[3')).toBe('\x1b[3');
  expect(unfinishedSequence('x\x1b')).toBe('\x1b');
  expect(unfinishedSequence('x\x1b[3m')).toBe('');
});

describe('as an emulator shows it', () => {
  const PARTS = [
    'word ',
    'längeres Wort ',
    '漢字',
    '\r\n',
    '\r\n',
    '\r',
    '\b',
    '\t',
    '\x1b[A',
    '\x1b[2A',
    '\x1b[B',
    '\x1b[3C',
    '\x1b[2D',
    '\x1b[K',
    '\x1b[1K',
    '\x1b[2K',
    '\x1b[J',
    '\x1b[1J',
    '\x1b[G',
    '\x1b[7G',
    '\x1b[F',
    '\x1b[E',
    '\x1b[3;4H',
    '\x1b[5d',
    '\x1b[L',
    '\x1b[M',
    '\x1b[P',
    '\x1b[2X',
    '\x1b[2@',
    '\x1b7',
    '\x1b8',
    '\x1bM',
    '\x1bD',
    '\x1b[31m',
    '\x1b[0m',
    '\x1b[2;6r',
    '\x1b[r',
    '\x1b[S',
    '\x1b[T',
    'a line that is longer than the forty columns there are ',
  ];

  test.each(Array.from({ length: 60 }, (_, seed) => seed))('seed %i', async (seed) => {
    let state = seed + 1;
    const random = (below: number) => {
      state = (state * 1103515245 + 12345) % 2147483648;
      return Math.floor((state / 2147483648) * below);
    };
    const text = Array.from({ length: 40 }, () => PARTS[random(PARTS.length)]).join('');
    const terminal = new Terminal({ cols: SIZE.columns, rows: SIZE.rows, allowProposedApi: true });
    await new Promise<void>((resolve) => terminal.write(text, resolve));
    const { active } = terminal.buffer;
    const rows = Array.from({ length: active.length }, (_, y) => active.getLine(y)!.translateToString(true));
    const drawing = new Drawing(SIZE);
    drawing.write(text);
    const { settled, open } = drawing.take();
    const shown = [...settled, ...open]
      .join('')
      .replaceAll(/\x1b\[[\d;]*m/g, '')
      .replaceAll(/\s/g, '');
    const expected = rows.join('').replaceAll(/\s/g, '');
    expect(shown).toBe(expected);
  });
});
