import { describe, expect, test, vi } from 'vitest';
import { createRing } from '../../../../src/adapters/log/ring.ts';

function ringWith(text: string, options: { maxLines?: number } = {}) {
  let atMs = 1000;
  const ring = createRing({ maxLines: options.maxLines ?? 100, nowMs: () => (atMs += 20) });
  for (const part of text.split('|')) ring.write(Buffer.from(part), 1);
  return ring;
}

const texts = (lines: readonly { text: string }[]) => lines.map((line) => line.text);

describe('read', () => {
  test('gives lines with growing numbers and times', () => {
    const ring = ringWith('one\ntw|o\r\n\nthr');
    expect(ring.read()).toEqual({
      lines: [
        { seq: 0, at: 0, atMs: 1020, run: 1, order: 1, text: 'one' },
        { seq: 4, at: 4, atMs: 1020, run: 1, order: 1, text: 'two' },
        { seq: 9, at: 9, atMs: 1040, run: 1, order: 1, text: '' },
      ],
      next: 10,
      unfinished: { seq: 10, at: 10, atMs: 1040, run: 1, order: 1, text: 'thr' },
    });
  });

  test('goes on where the last page ended', () => {
    const ring = ringWith('one\ntwo\nthr');
    const { next } = ring.read();
    expect(ring.read({ from: next }).lines).toEqual([]);
    ring.write(Buffer.from('ee\nfour\n'), 1);
    expect(texts(ring.read({ from: next }).lines)).toEqual(['three', 'four']);
  });

  test('gives the last lines when there are more than wanted or kept', () => {
    const ring = ringWith('1\n2\n3\n4\n5\n', { maxLines: 4 });
    expect(texts(ring.read().lines)).toEqual(['2', '3', '4', '5']);
    expect(texts(ring.read({ limit: 2 }).lines)).toEqual(['4', '5']);
  });

  test('of nothing is nothing', () => {
    expect(ringWith('').read()).toEqual({ lines: [], next: 0, unfinished: null });
  });

  test('leaves out a line whose beginning was overwritten', () => {
    const ring = createRing({ maxLines: 1000, nowMs: () => 0 });
    for (let i = 0; i < 100_000; i++) ring.write(Buffer.from(`line ${i}\n`), 1);
    const { lines } = ring.read();
    expect(lines).toHaveLength(1000);
    expect(lines[0]!.text).toBe('line 99000');
    expect(lines[999]!.text).toBe('line 99999');
    expect(ring.read({ from: lines[998]!.seq }).lines).toEqual(lines.slice(998));
  });

  test('keeps the end of a line of 10 MB', () => {
    const ring = createRing({ maxLines: 1000, nowMs: () => 0 });
    for (let i = 0; i < 160; i++) ring.write(Buffer.alloc(65536, 'x'), 1);
    expect(ring.read().unfinished!.text).toHaveLength(1024 * 1024);
    ring.write(Buffer.from('\nshort\n'), 1);
    expect(texts(ring.read().lines)).toEqual(['short']);
  });

  test('gives a long line whole', () => {
    const { lines } = ringWith(`${'x'.repeat(100_000)}\n`).read();
    expect(lines[0]!.text).toBe('x'.repeat(100_000));
  });
});

test('tail gives the last texts, also of a line without newline', () => {
  const ring = ringWith('one\ntwo\nthree');
  expect(ring.tail(2)).toEqual(['two', 'three']);
  expect(ring.tail(9)).toEqual(['one', 'two', 'three']);
});

test('the next run begins with a line of its own', () => {
  const ring = ringWith('no newline');
  ring.endRun(1);
  ring.endRun(1);
  ring.write(Buffer.from('next\n'), 1);
  expect(texts(ring.read().lines)).toEqual(['no newline', 'next']);
});

describe('onLine', () => {
  test('tells lines as they come, with the line that is under way, without escapes', () => {
    const ring = ringWith('before\nList');
    const heard = vi.fn();
    const stop = ring.onLine(heard);
    ring.write(Buffer.from('ening on \x1b[1m8080\x1b[22m\r\nunfinished'), 1);
    expect(heard.mock.calls).toEqual([['Listening on 8080', 1]]);
    ring.endRun(1);
    expect(heard).toHaveBeenLastCalledWith('unfinished', 1);
    stop();
    ring.write(Buffer.from('later\n'), 1);
    expect(heard).toHaveBeenCalledTimes(2);
  });

  test('a listener may stop while it is told, and others hear on', () => {
    const ring = ringWith('');
    const other = vi.fn();
    const heard = vi.fn(() => stop());
    const stop = ring.onLine(heard);
    ring.onLine(other);
    ring.write(Buffer.from('1\n2\n'), 1);
    expect(heard).toHaveBeenCalledTimes(1);
    expect(other).toHaveBeenCalledTimes(2);
  });
});
