import { Terminal } from '@xterm/headless';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { bytes, fakeStream } from './fake-output.ts';

const SIZE = { columns: 60, rows: 20 };
const step = (percent: number) => [0, 1, 2].map((i) => `\r\x1b[2Klayer ${i}: ${percent}%\n`).join('');
const redraw = (percent: number) => `\x1b[3A${step(percent)}`;

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

/** A stream on a terminal of this size, that has loaded what it draws with. */
async function drawing() {
  const { out, stream } = fakeStream({ terminal: true, color: true, size: () => SIZE });
  stream.sink('zzz').write(bytes('\x1b[A'));
  await vi.dynamicImportSettled();
  out.text = '';
  const rows = async () => {
    const terminal = new Terminal({ cols: SIZE.columns, rows: SIZE.rows, allowProposedApi: true, convertEol: true });
    vi.useRealTimers();
    await new Promise<void>((resolve) => terminal.write(Buffer.from(out.text, 'latin1'), resolve));
    vi.useFakeTimers();
    const { active } = terminal.buffer;
    const all = Array.from({ length: active.length }, (_, y) => active.getLine(y)!.translateToString(true));
    return all.slice(0, all.findLastIndex((row) => row !== '') + 1);
  };
  return { out, stream, web: stream.sink('web'), db: stream.sink('db'), rows };
}

test('lines that a program redraws stand there once, behind its name', async () => {
  const { web, rows } = await drawing();
  web.write(bytes(`pulling\n${step(0)}`));
  for (let percent = 1; percent <= 100; percent++) web.write(bytes(redraw(percent)));
  web.write(bytes('done\n'));
  web.end();
  expect(await rows()).toEqual([
    'web    | pulling',
    'web    | layer 0: 100%',
    'web    | layer 1: 100%',
    'web    | layer 2: 100%',
    'web    | done',
  ]);
});

test('rows stay as they are while another service prints, and changed ones come again afterwards', async () => {
  const { web, db, rows } = await drawing();
  web.write(bytes(step(0)));
  web.write(bytes(redraw(10)));
  db.write(bytes('important\n'));
  for (let percent = 11; percent <= 50; percent++) web.write(bytes(redraw(percent)));
  const before = ['web    | layer 0: 10%', 'web    | layer 1: 10%', 'web    | layer 2: 10%', 'db     | important'];
  expect(await rows()).toEqual(before);
  // nobody else prints these days
  for (let percent = 51; percent <= 99; percent++) {
    vi.advanceTimersByTime(50);
    web.write(bytes(redraw(percent)));
  }
  vi.advanceTimersByTime(600);
  web.write(bytes(redraw(100)));
  web.end();
  expect(await rows()).toEqual([
    ...before,
    'web    | layer 0: 100%',
    'web    | layer 1: 100%',
    'web    | layer 2: 100%',
  ]);
});

test('new lines come at once, also while another service prints; changed lines come at the end', async () => {
  const { web, db, rows } = await drawing();
  web.write(bytes(step(0)));
  web.write(bytes(redraw(10)));
  db.write(bytes('important\n'));
  web.write(bytes(`${redraw(100)}pull complete\n`));
  db.write(bytes('more\n'));
  web.end();
  expect(await rows()).toEqual([
    'web    | layer 0: 10%',
    'web    | layer 1: 10%',
    'web    | layer 2: 10%',
    'db     | important',
    'web    | pull complete',
    'db     | more',
    'web    | layer 0: 100%',
    'web    | layer 1: 100%',
    'web    | layer 2: 100%',
  ]);
});

test('a line that is too long for its row is cut while it may change, and whole in the end', async () => {
  const { web, rows } = await drawing();
  const long = 'x'.repeat(100);
  web.write(bytes('a\n'));
  web.write(bytes(`\x1b[A\x1b[2K${long}\nb\n`));
  expect(await rows()).toEqual([`web    | ${'x'.repeat(51)}`, 'web    | b']);
  web.end();
  expect((await rows()).join('')).toBe(`web    | ${long}web    | b`);
});

test('what is erased is gone', async () => {
  const { web, rows } = await drawing();
  web.write(bytes('one\ntwo\nthree\n'));
  web.write(bytes('\x1b[2A\x1b[J'));
  web.write(bytes('end\n'));
  expect(await rows()).toEqual(['web    | one', 'web    | end']);
});

test('a prompt below is shown, and continues in its row', async () => {
  const { web, rows } = await drawing();
  web.write(bytes('one\ntwo\n'));
  web.write(bytes('\x1b[A\x1b[2KTWO\nGo on? '));
  vi.advanceTimersByTime(200);
  expect(await rows()).toEqual(['web    | one', 'web    | TWO', 'web    | Go on? ']);
  web.write(bytes('y\nyes\n'));
  expect((await rows()).slice(-2)).toEqual(['web    | Go on? y', 'web    | yes']);
});
