import { Terminal as Emulator } from '@xterm/headless';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createRing } from '../../../../src/adapters/log/ring.ts';
import { createTerminals } from '../../../../src/host/terminal/terminals.ts';
import type { OutputSink } from '../../../../src/runtime/ports.ts';
import { PATIENTLY, until } from '../../../helpers/wait.ts';

/** The terminal of a run of `api`. */
function rig() {
  const ring = createRing({ maxLines: 1000, nowMs: () => 0 });
  const typed: string[] = [];
  const asked: ({ readonly text: string; readonly terminal: boolean } | null)[] = [];
  const handle = {
    pid: 1,
    isTerminal: true,
    signal() {},
    write: (data: string | Buffer) => void typed.push(String(data)),
    resize(..._size: number[]) {},
  };
  const terminals = createTerminals({
    outputOf: () => ring,
    writtenBy: ({ run }) => ring.writtenBy(run),
    handleOf: () => handle,
    asked: (_, prompt) => void asked.push(prompt),
    reads: () => false,
  });
  const start = (run: number, watch: 'watch' | 'watchPiped' = 'watch') => {
    const sink: OutputSink = {
      write(chunk) {
        ring.write(chunk, run);
        return true;
      },
      onDrain() {},
      end: () => ring.endRun(run),
    };
    const watched = terminals[watch]({ name: 'api', run }, sink);
    return { prints: (text: string) => void watched.write(Buffer.from(text)), ends: () => watched.end() };
  };
  const open = (run = 1) => terminals.open({ name: 'api', run }, handle);
  return { terminals, handle, start, open, typed, asked };
}

/** The rows of a terminal of that size, and the place of its cursor. */
async function shownBy(screen: Promise<Buffer | null>, { columns = 80, rows = 24 } = {}) {
  const emulator = new Emulator({ cols: columns, rows, allowProposedApi: true });
  const drawn = (await screen) ?? Buffer.from('nothing');
  await new Promise<void>((resolve) => emulator.write(drawn, resolve));
  const { active } = emulator.buffer;
  const lines = Array.from({ length: active.length }, (_, y) => active.getLine(y)?.translateToString(true) ?? '');
  return { lines, shown: lines.slice(active.baseY), cursor: [active.cursorX, active.cursorY] };
}

test('a background build neither shows on the terminal of the run nor ends it', () => {
  const { terminals, handle, start, open } = rig();
  const run = start(1);
  const build = start(2);
  const terminal = open(1);
  const seen: string[] = [];
  terminal?.onData((chunk) => seen.push(chunk.toString()));
  terminal?.onEnd(() => seen.push('the end'));
  build.prints('compiling');
  build.ends();
  run.prints('GET /');
  expect(seen).toEqual(['GET /']);
  run.ends();
  expect(seen).toEqual(['GET /', 'the end']);
  expect(terminals.open({ name: 'api', run: 1 }, handle)).toBeNull();
});

test('a run on pipes has no terminal to open', () => {
  const { terminals, handle, start } = rig();
  start(1);
  expect(terminals.open({ name: 'api', run: 1 }, { ...handle, isTerminal: false })).toBeNull();
  expect(terminals.open({ name: 'api', run: 1 }, undefined)).toBeNull();
});

test('a late client sees the screen, with colours, the cursor and the lines above', async () => {
  const { start, open } = rig();
  const run = start(1);
  const build = start(2);
  run.prints('one\r\n\x1b[31mtwo\x1b[0m\r\n');
  build.prints('compiling\n');
  run.prints('> ');
  const terminal = open()!;
  const { at, columns, rows, screen } = terminal.snapshot(0);
  run.prints('too late');
  expect([at, columns, rows]).toEqual([21, 80, 24]);
  expect((await screen)?.toString()).toContain('\x1b[0;31mtwo\x1b[0m');
  const { shown, cursor } = await shownBy(screen);
  expect([shown.slice(0, 4), cursor]).toEqual([
    ['one', 'two', '>', ''],
    [2, 2],
  ]);
});

test('a wrapped line counts as one line, and as many lines above are shown as requested', async () => {
  const { start, open } = rig();
  const run = start(1);
  run.prints(`${Array.from({ length: 100 }, (_, n) => `line ${n}`).join('\r\n')}\r\n${'x'.repeat(100)}`);
  const { lines } = await shownBy(open()!.snapshot(10).screen);
  expect(lines.slice(0, 2)).toEqual(['line 67', 'line 68'].map((_, n) => `line ${68 + n}`));
  expect(lines.slice(-2)).toEqual(['x'.repeat(80), 'x'.repeat(20)]);
});

test('a prompt is complete for a client that attaches with another width, right after another client has looked', async () => {
  const { start, open } = rig();
  start(1).prints('Apply the migration add_orders? (y/N) ');
  const terminal = open()!;
  await terminal.snapshot(10).screen;
  terminal.resize(30, 5);
  const { shown, cursor } = await shownBy(terminal.snapshot(10).screen, { columns: 30, rows: 5 });
  expect([shown.slice(0, 2), cursor]).toEqual([
    ['Apply the migration add_orders', '? (y/N)'],
    [8, 1],
  ]);
});

test('modes are known however long ago they were set, and the screen matches them', async () => {
  const { start, open } = rig();
  const run = start(1);
  run.prints('\x1b[?1049h\x1b[?1h\x1b[?2004h\x1b[?1002h\x1b[?1006h\x1b[2;5r');
  for (let count = 0; count < 40; count++) run.prints(`\x1b[2J\x1b[H${'y'.repeat(79).concat('\r\n').repeat(800)}`);
  run.prints('\x1b[2J\x1b[1;1Htitle\x1b[5;1H1\r\n2\r\n3');
  const { modes, screen } = open()!.snapshot(0);
  expect(modes).toMatchObject({ alternateScreen: true, cursorKeys: true, bracketedPaste: true, mouse: 'drag' });
  expect((await shownBy(screen)).shown.slice(0, 6)).toEqual(['title', '', '1', '2', '3', '']);
});

test('questions of the program are answered in order, and the cursor is that of its screen', async () => {
  const { start, typed } = rig();
  const run = start(1);
  run.prints('\x1b[5n');
  expect(typed).toEqual(['\x1b[0n']);
  run.prints('ab\r\ncd\x1b[6n, and more\x1b[c\x1b]11;?\x07');
  await until(() => typed.length === 4);
  expect(typed.slice(1)).toEqual(['\x1b[2;3R', '\x1b[?62;22c', '\x1b]11;rgb:0000/0000/0000\x1b\\']);
  run.prints('\x1b[6n');
  await until(() => typed.length === 5);
  expect(typed[4]).toBe('\x1b[2;13R');
});

test('a client whose terminal answers is the only one to answer', () => {
  const { start, open, typed } = rig();
  const run = start(1);
  const stop = open()!.attend();
  run.prints('\x1b[5n');
  expect(typed).toEqual([]);
  stop();
  run.prints('\x1b[5n');
  expect(typed).toEqual(['\x1b[0n']);
});

test('a size is kept for the next run', () => {
  const { terminals, start, open } = rig();
  start(1);
  open()!.resize(132, 50);
  expect(terminals.sizeOf('api')).toEqual({ columns: 132, rows: 50 });
  start(2);
  expect(open(2)!.snapshot(0)).toMatchObject({ columns: 132, rows: 50 });
});

test('terminals without an attached client have the size of the one that shows them all', () => {
  const { terminals, handle, start, open } = rig();
  const sizes: string[] = [];
  handle.resize = (...size: number[]) => void sizes.push(size.join('x'));
  start(1);
  terminals.fit({ columns: 100, rows: 30 });
  expect([terminals.sizeOf('api'), sizes]).toEqual([{ columns: 100, rows: 30 }, ['100x30']]);
  const terminal = open()!;
  const leave = terminal.onEnd(() => {});
  terminal.resize(50, 20);
  terminals.fit({ columns: 120, rows: 40 });
  expect([terminals.sizeOf('api'), terminals.sizeOf('web')]).toEqual([
    { columns: 50, rows: 20 },
    { columns: 120, rows: 40 },
  ]);
  leave();
  terminals.fit({ columns: 130, rows: 40 });
  expect([terminals.sizeOf('api').columns, sizes]).toEqual([130, ['100x30', '50x20', '130x40']]);
});

describe('a program that waits for input', () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] }));
  afterEach(() => void vi.useRealTimers());

  test('a question on a terminal is found in the line before the cursor, after 0.7 s, until the program continues', async () => {
    const { start, asked } = rig();
    const run = start(1);
    run.prints('there is one already\r\n\x1b[1mOverwrite? [y/N]\x1b[0m ');
    await vi.advanceTimersByTimeAsync(699);
    expect(asked).toEqual([]);
    await vi.advanceTimersByTimeAsync(1000);
    await vi.waitFor(() => expect(asked).toEqual([{ text: 'Overwrite? [y/N]', terminal: true }]), PATIENTLY);
    run.prints('y');
    run.prints('\r\n');
    expect(asked.slice(1)).toEqual([null]);
  });

  test('is noticed on pipes too', async () => {
    const { start, asked } = rig();
    const run = start(1, 'watchPiped');
    run.prints('hello\n\x1b[1mYour name?\x1b[0m ');
    await vi.advanceTimersByTimeAsync(1000);
    expect(asked).toEqual([{ text: 'Your name?', terminal: false }]);
    run.prints('\n');
    expect(asked.at(-1)).toBeNull();
  });

  test('progress, a full screen and an ended program are not questions', async () => {
    const { start, asked } = rig();
    const [run, full, ended] = [start(1), start(2), start(3)];
    run.prints('Compiling...');
    full.prints('\x1b[?1049hOverwrite? ');
    ended.prints('Overwrite? ');
    ended.ends();
    await vi.advanceTimersByTimeAsync(5000);
    run.prints('\rCompiling 50%');
    await vi.advanceTimersByTimeAsync(5000);
    expect(asked).toEqual([]);
  });
});
