import { describe, expect, test } from 'vitest';
import { filteredView, wholeView } from '../../../../src/tui/logs/log-view.ts';
import { MatchIndex } from '../../../../src/tui/logs/match-index.ts';
import { ServiceLog } from '../../../../src/tui/logs/service-log.ts';
import { centered, FOLLOW, oldest, type ScrollContent, scrolled, visible } from '../../../../src/tui/logs/viewport.ts';

function logOf(lines: number): ServiceLog {
  const log = new ServiceLog('api', { added() {}, addedAll() {}, changed() {} }, () => ({ columns: 80, rows: 24 }));
  add(log, 0, lines);
  return log;
}

function add(log: ServiceLog, from: number, to: number): void {
  for (let i = from; i < to; i++) log.write({ run: 1, at: 0, atMs: 0, data: Buffer.from(`line ${i}\n`) });
}

function groundOf(log: ServiceLog, heightOf = (_: number) => 1): ScrollContent {
  return { view: wholeView(log), height: 5, heightOf };
}

const numbers = (viewport: Parameters<typeof visible>[0], content: ScrollContent) =>
  visible(viewport, content).map(({ number }) => number);

describe('a viewport', () => {
  test('follows: the newest lines fill it', () => {
    expect(numbers(FOLLOW, groundOf(logOf(100)))).toEqual([95, 96, 97, 98, 99]);
    expect(numbers(FOLLOW, groundOf(logOf(3)))).toEqual([0, 1, 2]);
    expect(numbers(FOLLOW, groundOf(logOf(0)))).toEqual([]);
  });

  test('a view that is scrolled up stays at its lines', () => {
    const log = logOf(100);
    const viewport = scrolled(FOLLOW, -10, groundOf(log));
    expect(numbers(viewport, groundOf(log))).toEqual([85, 86, 87, 88, 89]);
    add(log, 100, 20_000);
    log.pin(85);
    expect(viewport).toMatchObject({ follow: false, seen: 100 });
  });

  test('stays where it is in a flood, and follows again at the end', () => {
    const log = logOf(100);
    const viewport = scrolled(FOLLOW, -10, groundOf(log));
    log.pin(viewport.follow ? null : viewport.top);
    add(log, 100, 30_000);
    expect(numbers(viewport, groundOf(log))).toEqual([85, 86, 87, 88, 89]);
    expect(scrolled(viewport, 1e6, groundOf(log))).toEqual(FOLLOW);
  });

  test('goes to the oldest line, and no further', () => {
    const content = groundOf(logOf(100));
    expect(numbers(oldest(FOLLOW, content), content)).toEqual([0, 1, 2, 3, 4]);
    expect(numbers(scrolled(FOLLOW, -1000, content), content)).toEqual([0, 1, 2, 3, 4]);
  });

  test('puts a line in the middle', () => {
    const content = groundOf(logOf(100));
    expect(numbers(centered(FOLLOW, 50, content), content)).toEqual([48, 49, 50, 51, 52]);
  });

  test('moves by rows through wrapped lines, also through one that is taller than the pane', () => {
    const content = groundOf(logOf(10), (number) => (number === 5 ? 12 : 1));
    const up = scrolled(FOLLOW, -4, content);
    expect(visible(up, content)).toEqual(
      [7, 8, 9, 10, 11].map((row) => ({ number: 5, row })).map((one) => one) as never,
    );
    expect(visible(scrolled(up, -3, content), content)[0]).toEqual({ number: 5, row: 4 });
  });
});

describe('a filter', () => {
  test('shows only what passes, and what passes later', () => {
    const log = logOf(100);
    const index = new MatchIndex(log, ({ text }) => text.endsWith('7'));
    const content: ScrollContent = { view: filteredView(log, index), height: 5, heightOf: () => 1 };
    expect(numbers(FOLLOW, content)).toEqual([57, 67, 77, 87, 97]);
    add(log, 100, 110);
    expect(numbers(FOLLOW, content)).toEqual([67, 77, 87, 97, 107]);
    expect(numbers(scrolled(FOLLOW, -2, content), content)).toEqual([47, 57, 67, 77, 87]);
    expect(content.view.countFrom(100)).toBe(1);
  });

  test('finds older lines that were put before', () => {
    const log = logOf(3);
    const index = new MatchIndex(log, ({ text }) => text.includes('old'));
    expect(index.numbers).toEqual([]);
    log.prepend([{ service: 'api', run: 1, at: 0, atMs: 0, text: 'old one', kind: 'output' }]);
    expect(index.numbers).toEqual([-1]);
  });

  test('finds lines again that were dropped and have come back', () => {
    const log = logOf(10_000);
    const old = { service: 'api', run: 1, at: 0, atMs: 0, text: 'old one', kind: 'output' } as const;
    const index = new MatchIndex(log, ({ text }) => text.includes('old'));
    log.prepend([old]);
    expect(index.numbers).toEqual([-1]);
    add(log, 10_000, 10_001);
    expect(index.numbers).toEqual([]);
    log.prepend([old, old]);
    expect(index.numbers).toEqual([-1, 0]);
  });

  test('forgets what is gone', () => {
    const log = logOf(10);
    const index = new MatchIndex(log, ({ text }) => /^line [0-9]$/.test(text));
    expect(index.numbers).toHaveLength(10);
    add(log, 10, 20_000);
    expect(index.numbers).toEqual([]);
  });

  test('tests each line once', () => {
    const log = logOf(1000);
    let tested = 0;
    const index = new MatchIndex(log, () => {
      tested++;
      return true;
    });
    for (let i = 0; i < 5; i++) expect(index.numbers.length).toBe(1000);
    add(log, 1000, 1010);
    expect([index.numbers.length, tested]).toEqual([1010, 1010]);
  });
});
