import { describe, expect, onTestFinished, test } from 'vitest';
import { createEmulator } from '../../../../src/tui/attach/emulator.ts';
import { until } from '../../../helpers/wait.ts';

/** A terminal of 20 by 4, and what it says. */
async function emulatorOf({ color = true } = {}) {
  const replies: string[] = [];
  let changes = 0;
  const changed = () => void changes++;
  const reply = (text: string) => void replies.push(text);
  const emulator = await createEmulator({ columns: 20, rows: 4, color, changed, reply });
  onTestFinished(emulator.close);
  /** Settles when the bytes have been acted upon. */
  const feed = async (bytes: string | Buffer) => {
    const before = changes;
    emulator.write(Buffer.from(bytes));
    await until(() => changes > before, { what: 'a change' });
  };
  const shown = (width = 20, height = 4) => emulator.rows({ width, height });
  return { emulator, feed, shown, replies };
}

describe('rows', () => {
  test('are what a program has drawn, without blanks at their ends', async () => {
    const { feed, shown } = await emulatorOf();
    await feed('one\r\n  two  \r\n\x1b[4;10Hfour');
    expect(shown()).toEqual(['one', '  two', '', '         four']);
  });

  test('rows contain their styles, and end without one', async () => {
    const { feed, shown } = await emulatorOf();
    await feed('a\x1b[1;31mb\x1b[22mc\x1b[44m \x1b[0m  d\r\n\x1b[7mreversed');
    expect(shown().slice(0, 2)).toEqual([
      'a\x1b[0;1;31mb\x1b[0;31mc\x1b[0;31;44m \x1b[0m  d',
      '\x1b[0;7mreversed\x1b[0m',
    ]);
  });

  test.each([
    '\x1b[0;91mx\x1b[0m',
    '\x1b[0;102mx\x1b[0m',
    '\x1b[0;38;5;200mx\x1b[0m',
    '\x1b[0;48;2;1;2;3mx\x1b[0m',
    '\x1b[0;2;3;4;8;9mx\x1b[0m',
  ])('have all colours and styles: %j', async (styled) => {
    const { feed, shown } = await emulatorOf();
    await feed(styled);
    expect(shown()[0]).toBe(styled);
  });

  test('have no colours where there are to be none, but are bold, dim or reversed', async () => {
    const { feed, shown } = await emulatorOf({ color: false });
    await feed('\x1b[1;7;31;44mx\x1b[0;38;5;9my\x1b[48;2;1;2;3mz');
    expect(shown()[0]).toBe('\x1b[0;1;7mx\x1b[0myz');
  });

  test('are cut to the pane, and never in the middle of a wide character', async () => {
    const { feed, shown } = await emulatorOf();
    await feed('ab数据库');
    expect([8, 5, 4, 2].map((width) => shown(width)[0])).toEqual(['ab数据库', 'ab数', 'ab数', 'ab']);
    expect([shown(20, 2).length, shown(20, 9).length]).toEqual([2, 9]);
  });

  test('are put together from bytes that come in any pieces', async () => {
    const { feed, shown } = await emulatorOf();
    for (const byte of Buffer.from('\x1b[32m数\x1b[0m!')) await feed(Buffer.from([byte]));
    expect(shown()[0]).toBe('\x1b[0;32m数\x1b[0m!');
  });

  test('scroll, and have a second screen, as in any terminal', async () => {
    const { feed, shown } = await emulatorOf();
    await feed('1\r\n2\r\n3\r\n4\r\n5');
    expect(shown()).toEqual(['2', '3', '4', '5']);
    await feed('\x1b[?1049h\x1b[Hother');
    expect(shown()).toEqual(['other', '', '', '']);
    await feed('\x1b[?1049l');
    expect(shown()).toEqual(['2', '3', '4', '5']);
  });
});

test('the cursor is where the program has it, unless it hides it', async () => {
  const { emulator, feed } = await emulatorOf();
  await feed('ab\r\nc');
  expect(emulator.cursor()).toEqual({ x: 1, y: 1 });
  await feed('\x1b[?25l');
  expect(emulator.cursor()).toBeNull();
  await feed('\x1b[?2004h');
  expect(emulator.cursor()).toBeNull();
  await feed('\x1b[?1;25h');
  expect(emulator.cursor()).toEqual({ x: 1, y: 1 });
});

test('a new size gives more or fewer rows and columns', async () => {
  const { emulator, feed, shown } = await emulatorOf();
  const line = '0123456789'.repeat(3);
  await feed(line);
  expect(shown().slice(0, 2)).toEqual([line.slice(0, 20), line.slice(20)]);
  emulator.resize({ columns: 40, rows: 6 });
  await feed(`\x1b[6;1H${line}`);
  expect(shown(40, 6)[5]).toBe(line);
});

test('what a program asks the terminal is answered', async () => {
  const { feed, replies } = await emulatorOf();
  await feed('ab\x1b[6n\x1b[c');
  expect(replies).toEqual(['\x1b[1;3R', '\x1b[?1;2c']);
});
