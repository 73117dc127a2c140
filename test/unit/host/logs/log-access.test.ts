import { describe, expect, test, vi } from 'vitest';
import { type Arrivals, createRing, type Ring } from '../../../../src/adapters/log/ring.ts';
import { type Audience, createLogAccess } from '../../../../src/host/logs/log-access.ts';

/** The rings of some services, a clock set by hand, and the access to them. */
function logs(options: { maxLines?: number; sinceMs?: number } = {}) {
  const rings = new Map<string, Ring>();
  const arrivals: Arrivals = { last: null, order: 0 };
  const audience: Audience = { wrote: null, lineReaders: 0, countUntilMs: 0 };
  const clock = { nowMs: 1000 };
  const access = createLogAccess({ rings, audience, sinceMs: options.sinceMs ?? 1000 });
  const write = (name: string, text: string, run = 1) => {
    const known = rings.get(name);
    const counts = () => audience.lineReaders > 0 || audience.countUntilMs > 0;
    const ring =
      known ?? createRing({ maxLines: options.maxLines ?? 1000, nowMs: () => clock.nowMs, arrivals, counts });
    rings.set(name, ring);
    ring.write(Buffer.from(text), run);
    audience.wrote?.();
  };
  return { access, audience, clock, write, rings };
}

const texts = (entries: readonly { service: string; text: string }[]) =>
  entries.map(({ service, text }) => `${service}: ${text}`);

describe('tail', () => {
  test('returns lines of all services in the order in which they came, even within a millisecond', () => {
    const { access, write } = logs();
    for (const [name, text] of [
      ['db', 'one\n'],
      ['api', 'two\nthree\n'],
      ['db', 'four\n'],
      ['api', 'fi'],
      ['db', 'six\n'],
    ] as const) {
      write(name, text);
    }
    const all = ['db: one', 'api: two', 'api: three', 'db: four', 'api: fi', 'db: six'];
    expect(texts(access.tail({ lines: 10 }))).toEqual(all);
    expect(texts(access.tail({ lines: 3 }))).toEqual(all.slice(-3));
    expect(texts(access.tail({ names: ['api'], lines: 2 }))).toEqual(['api: three', 'api: fi']);
    expect(access.tail({ lines: 0 })).toEqual([]);
    expect(access.tail({ names: ['nobody'], lines: 5 })).toEqual([]);
  });

  test('keeps the order when the clock is set back', () => {
    const { access, write, clock } = logs();
    write('db', 'one\n');
    clock.nowMs = 10;
    write('api', 'two\n');
    expect(texts(access.tail({ lines: 10 }))).toEqual(['db: one', 'api: two']);
  });

  test('says which run wrote a line, and keeps their lines apart', () => {
    const { access, write } = logs();
    write('api', 'a\nhalf', 1);
    write('api', 'b\n', 2);
    write('api', 'c\n', 2);
    expect(access.tail({ lines: 9 }).map(({ run, text }) => `${run} ${text}`)).toEqual(['1 a', '1 half', '2 b', '2 c']);
  });
});

test('gives the place of a line in its run, and can leave out known lines', () => {
  const { access, write, rings } = logs();
  write('api', 'one\nhalf', 1);
  rings.get('api')!.endRun(1);
  write('api', 'two\nthree\nrest', 2);
  write('db', 'four\n');
  const places = access.tail({ lines: 9 }).map(({ run, at, text }) => [run, at, text]);
  expect(places).toEqual([
    [1, 0, 'one'],
    [1, 4, 'half'],
    [2, 0, 'two'],
    [2, 4, 'three'],
    [2, 10, 'rest'],
    [1, 0, 'four'],
  ]);
  const known = [
    { service: 'api', run: 1, before: 8 },
    { service: 'api', run: 2, before: 10 },
  ];
  expect(texts(access.tail({ lines: 9, known }))).toEqual(['api: rest', 'db: four']);
});

test('returns long lines as a whole, which may fill a page early', () => {
  const { access, write } = logs();
  const long = 'x'.repeat(700_000);
  for (let i = 0; i < 2; i++) for (const name of ['a', 'b', 'c', 'd']) write(name, `${long}\n`);
  expect(access.tail({ names: ['a'], lines: 1 })[0]!.text).toBe(long);
  let cursor = '';
  const pages: number[] = [];
  for (let count = -1; count !== 0; pages.push(count)) {
    const page = access.since({ cursor, limit: 100 });
    cursor = page.next;
    count = page.entries.length;
  }
  expect(pages.reduce((sum, count) => sum + count)).toBe(4);
  expect(pages.length).toBeGreaterThan(1);
});

describe('since', () => {
  test('begins now if the cursor is null, and returns a line once it is complete', () => {
    const { access, write } = logs();
    write('api', 'old\nhal');
    let { next, entries } = access.since({ cursor: null, limit: 10 });
    expect(entries).toEqual([]);
    const [unfinished] = access.tail({ lines: 1 });
    ({ next, entries } = access.since({ cursor: next, limit: 10 }));
    expect(entries).toEqual([]);
    write('api', 'f\n');
    write('db', 'new\n');
    ({ next, entries } = access.since({ cursor: next, limit: 10 }));
    expect(texts(entries)).toEqual(['api: half', 'db: new']);
    expect(entries[0]!.seq).toBe(unfinished!.seq);
    expect(access.since({ cursor: next, limit: 10 })).toEqual({ entries: [], missed: 0, next });
  });

  test('returns every line once and in order, with pages of any size', () => {
    const { access, write } = logs();
    const { next: begin } = access.since({ cursor: null, limit: 0 });
    for (let i = 0; i < 300; i++) write(['a', 'b', 'c'][(i * 7) % 3]!, `${i}\n`);
    for (const limit of [1, 7, 299, 300, 1000]) {
      const seen: string[] = [];
      for (let cursor = begin; ; ) {
        const page = access.since({ cursor, limit });
        expect(page.entries.length).toBeLessThanOrEqual(limit);
        expect(page.missed).toBe(0);
        seen.push(...page.entries.map(({ text }) => text));
        cursor = page.next;
        if (page.entries.length === 0) break;
      }
      expect(seen).toEqual(Array.from({ length: 300 }, (_, i) => `${i}`));
    }
  });

  test('does not advance services that were not asked for', () => {
    const { access, write } = logs();
    const { next: begin } = access.since({ cursor: null, limit: 0 });
    write('api', '1\n');
    write('db', '2\n');
    const { next } = access.since({ names: ['db'], cursor: begin, limit: 10 });
    expect(texts(access.since({ cursor: next, limit: 10 }).entries)).toEqual(['api: 1']);
  });

  test('counts lost lines exactly', () => {
    const { access, write } = logs({ maxLines: 10 });
    let { next } = access.since({ cursor: null, limit: 0 });
    let written = 0;
    let read = 0;
    let missed = 0;
    for (let turn = 0; turn < 60; turn++) {
      for (let i = 0; i < (turn * 997) % 4000; i++) {
        write(i % 5 ? 'a' : 'b', `${'x'.repeat((i * 31) % 900)}\n`);
        written++;
      }
      if (turn === 30) write('a', `${'y'.repeat(1_200_000)}\n`.repeat(2));
      if (turn === 30) written += 2;
      const page = access.since({ cursor: next, limit: 1e6 });
      read += page.entries.length;
      missed += page.missed;
      next = page.next;
    }
    expect(missed).toBeGreaterThan(1000);
    expect(read + missed).toBe(written);
  });

  test('begins before everything for a cursor of an earlier supervisor, or nonsense', () => {
    const { access, write } = logs();
    write('api', '1\n');
    const { next } = logs({ sinceMs: 999 }).access.since({ cursor: null, limit: 0 });
    for (const cursor of [next, 'nonsense', '', 'rs_!.!', 'rs_-5.-5']) {
      const page = access.since({ cursor, limit: 10 });
      expect(texts(page.entries)).toEqual(['api: 1']);
      expect(page.missed).toBe(0);
    }
  });

  test('returns nothing for a cursor that is ahead of everything', () => {
    const { access, write } = logs();
    write('api', '1\n');
    expect(access.since({ cursor: 'rs_zzzz.zz', limit: 10 })).toMatchObject({ entries: [], missed: 0 });
  });

  test('estimates lost lines that nobody counted', () => {
    const { access, write, audience } = logs({ maxLines: 10 });
    const { next } = access.since({ cursor: null, limit: 0 });
    audience.countUntilMs = 0;
    for (let i = 0; i < 10_000; i++) write('a', `${'x'.repeat(99)}\n`);
    const page = access.since({ cursor: next, limit: 1e6 });
    expect(Math.abs(page.entries.length + page.missed - 10_000)).toBeLessThan(50);
  });
});

describe('onNew', () => {
  test('calls back for many lines at once, and costs nothing without listeners', () => {
    vi.useFakeTimers();
    try {
      const { access, write, audience } = logs();
      const one = vi.fn();
      const two = vi.fn();
      const stops = [access.onNew(one), access.onNew(two), access.onNew(two)];
      for (let i = 0; i < 1000; i++) write('api', 'x\n');
      vi.advanceTimersByTime(40);
      expect(one).toHaveBeenCalledTimes(1);
      expect(two).toHaveBeenCalledTimes(2);
      write('api', 'x\n');
      vi.advanceTimersByTime(40);
      expect(one).toHaveBeenCalledTimes(2);
      for (const stop of stops) stop();
      expect(audience.wrote).toBeNull();
      write('api', 'x\n');
      vi.advanceTimersByTime(40);
      expect(one).toHaveBeenCalledTimes(2);
    } finally {
      vi.useRealTimers();
    }
  });
});

test('a reader of bytes is told about each write at once, because it sets its own pace', () => {
  const { access, write, audience } = logs();
  const told = vi.fn();
  const stop = access.feed({ backlogBytes: 0 }).onNew(told);
  write('api', 'one\n');
  write('api', 'two\n');
  expect(told).toHaveBeenCalledTimes(2);
  stop();
  expect(audience.wrote).toBeNull();
});

test('a reader keeps up with a flood of ten services in constant memory', () => {
  const { access, write } = logs();
  const chunk = `${'x'.repeat(99)}\n`.repeat(600);
  let { next } = access.since({ cursor: null, limit: 0 });
  let counted = 0;
  const begin = process.memoryUsage().arrayBuffers;
  for (let turn = 0; turn < 200; turn++) {
    for (let service = 0; service < 10; service++) write(`s${service}`, chunk);
    const page = access.since({ cursor: next, limit: 5000 });
    counted += page.entries.length + page.missed;
    next = page.next;
  }
  for (let left = 1; left > 0; ) {
    const page = access.since({ cursor: next, limit: 5000 });
    left = page.entries.length;
    counted += left + page.missed;
    next = page.next;
  }
  expect(counted).toBe(200 * 10 * 600);
  expect(next.length).toBeLessThan(200);
  expect(process.memoryUsage().arrayBuffers - begin).toBeLessThan(100e6);
});
