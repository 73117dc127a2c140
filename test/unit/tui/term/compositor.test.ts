import { beforeEach, describe, expect, test } from 'vitest';
import { type Compositor, createCompositor, type Frame } from '../../../../src/tui/term/compositor.ts';
import { createFakeOutput } from '../fake-output.ts';

let fake: ReturnType<typeof createFakeOutput>;
let compositor: Compositor;

beforeEach(() => {
  fake = createFakeOutput();
  compositor = createCompositor(fake.output);
});

const FRAME: Frame = {
  columns: 10,
  rows: 3,
  chrome: ['title', 'tree|', 'foot'],
  pane: { x: 5, y: 1, width: 5, height: 1 },
  lines: ['line'],
  cursor: null,
};

/** What a frame puts on the screen, with `^` for CSI and without the marks of a frame. */
function paint(change: Partial<Frame> = {}): string {
  compositor.frame({ ...FRAME, ...change });
  const [text = '', ...more] = fake.take();
  expect(more).toEqual([]);
  if (text === '') return '';
  expect(text).toMatch(/^\x1b\[\?2026h.*\x1b\[\?2026l$/s);
  return text.slice(8, -8).replaceAll('\x1b[', '^');
}

describe('a frame', () => {
  test('at first clears the screen and paints all of it, in one write', () => {
    expect(paint()).toBe('^0m^2J^1;1Htitle^K^2;1Htree|^2;6Hline^K^3;1Hfoot^K^?25l');
  });

  test('that is the same writes nothing', () => {
    paint();
    expect(paint()).toBe('');
  });

  test('paints the line that has changed, and nothing else', () => {
    paint();
    expect(paint({ lines: ['new'] })).toBe('^2;6Hnew^K');
    expect(paint({ lines: ['fills'] })).toBe('^2;6Hfills');
    expect(paint({ lines: ['\x1b[31mred'] })).toBe('^2;6H^31mred^0m^K');
    expect(paint({ lines: [''] })).toBe('^2;6H^K');
  });

  test('fills with blanks where the pane does not reach the right edge', () => {
    const pane = { x: 2, y: 1, width: 5, height: 1 };
    paint({ pane });
    expect(paint({ pane, lines: ['日'] })).toBe('^2;3H日   ');
  });

  test('paints the line again where the chrome has changed, and erases nothing first', () => {
    paint();
    expect(paint({ chrome: ['title', 'TREE|', 'foot'] })).toBe('^2;1HTREE|^2;6Hline^K');
    expect(paint({ chrome: ['title', 'T', 'foot'] })).toBe('^2;1HT    ^2;6Hline^K');
  });

  test('gives a row to the chrome, and back', () => {
    paint();
    expect(paint({ chrome: ['title', 'a dialog', 'foot'], lines: [null] })).toBe('^2;1Ha dialog^K');
    expect(paint()).toBe('^2;1Htree|^2;6Hline^K');
    expect(paint({ lines: [null] })).toBe('^2;1Htree|^K');
  });

  test('paints the row again where the pane has moved or grown', () => {
    const chrome = ['title', 'tree|rest', 'foot'];
    paint({ chrome, pane: { x: 5, y: 1, width: 2, height: 1 }, lines: ['ab'] });
    expect(paint({ chrome, lines: ['ab'] })).toBe('^2;1Htree|rest^K^2;6Hab^K');
    const pane = { x: 6, y: 1, width: 4, height: 1 };
    expect(paint({ chrome, pane, lines: ['ab'] })).toBe('^2;1Htree|rest^K^2;7Hab^K');
  });

  test('erases behind the painted text; it erases a full row first if the terminal may draw a character narrower', () => {
    expect(paint({ chrome: ['0123456789', '', '日本日本日'], lines: [null] })).toBe(
      '^0m^2J^1;1H0123456789^3;1H^K日本日本日^?25l',
    );
  });

  test('does not erase a row first that has lines, glyphs and marks in it: none of them is narrower anywhere', () => {
    paint();
    const row = '─┬│●✗⏎…⠋≡▌';
    expect(paint({ chrome: ['title', '', row], lines: [null] })).toBe(`^2;1H^K^3;1H${row}`);
  });

  test('paints everything when the size has changed, or the screen is unknown', () => {
    paint();
    expect(paint({ columns: 11 })).toMatch(/^\^0m\^2J\^1;1Htitle/);
    compositor.reset();
    expect(paint({ columns: 11 })).toMatch(/^\^0m\^2J\^1;1Htitle/);
  });

  test('has a cursor, which stays where it is', () => {
    paint();
    expect(paint({ cursor: { x: 3, y: 2 } })).toBe('^3;4H^?25h');
    expect(paint({ cursor: { x: 3, y: 2 }, lines: ['a'] })).toBe('^2;6Ha^K^3;4H^?25h');
    expect(paint({ cursor: { x: 3, y: 2 }, lines: ['a'] })).toBe('');
    expect(paint({ lines: ['a'] })).toBe('^?25l');
  });

  test('may do without marks', () => {
    compositor = createCompositor({ ...fake.output, synchronized: false });
    compositor.frame(FRAME);
    expect(fake.take()).toEqual([expect.not.stringContaining('2026')]);
  });
});

describe('a terminal that is behind', () => {
  test('gets no frames while it is behind, and then the newest', () => {
    compositor.onReady(() => compositor.frame({ ...FRAME, lines: ['new'] }));
    fake.fallBehind();
    expect(paint()).not.toBe('');
    expect(compositor.blocked).toBe(true);
    expect(paint({ lines: ['old'] })).toBe('');
    fake.drain();
    expect(compositor.blocked).toBe(false);
    expect(fake.take()).toEqual([expect.stringContaining('new')]);
  });
});
