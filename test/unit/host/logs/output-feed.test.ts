import { expect, test } from 'vitest';
import { type Arrivals, createRing, type Ring } from '../../../../src/adapters/log/ring.ts';
import { type Audience, createLogAccess } from '../../../../src/host/logs/log-access.ts';

function logs() {
  const rings = new Map<string, Ring>();
  const arrivals: Arrivals = { last: null, order: 0 };
  const audience: Audience = { wrote: null, lineReaders: 0, countUntilMs: 0 };
  const access = createLogAccess({ rings, audience, sinceMs: 1000 });
  const write = (name: string, text: string, run = 1) => {
    const ring = rings.get(name) ?? createRing({ maxLines: 1, nowMs: () => 0, arrivals });
    rings.set(name, ring);
    ring.write(Buffer.from(text), run);
  };
  return { access, audience, write };
}

const texts = (pieces: readonly { service: string; data: Buffer }[]) =>
  pieces.map(({ service, data }) => `${service}: ${data}`);

test('pieces of several services come once, in their original order', () => {
  const { access, write } = logs();
  write('db', 'before');
  const feed = access.feed({ backlogBytes: 0 });
  expect(feed.take(1000)).toEqual({ pieces: [], missed: [], more: false });
  write('db', '1\n');
  write('api', '2\n');
  write('api', '3');
  write('db', '4');
  write('new', '5');
  write('api', '\n');
  expect(texts(feed.take(1000).pieces)).toEqual(['db: 1\n', 'api: 2\n3', 'db: 4', 'new: 5', 'api: \n']);
  expect(feed.take(1000).pieces).toEqual([]);
});

test('it takes as much as there is space for, and says that there is more', () => {
  const { access, write } = logs();
  const feed = access.feed({ names: ['a', 'b'], backlogBytes: 0 });
  write('a', 'x'.repeat(300));
  write('other', 'y');
  write('b', 'z'.repeat(300));
  const first = feed.take(200);
  expect([first.more, texts(first.pieces)]).toEqual([true, [`a: ${'x'.repeat(200)}`]]);
  const second = feed.take(1000);
  expect([second.more, texts(second.pieces)]).toEqual([false, [`a: ${'x'.repeat(100)}`, `b: ${'z'.repeat(300)}`]]);
});

test('many tiny pieces do not become one huge message', () => {
  const { access, write } = logs();
  const feed = access.feed({ backlogBytes: 0 });
  for (let i = 0; i < 1000; i++) write(i % 2 ? 'a' : 'b', 'x');
  let taken = feed.take(6500);
  expect([taken.pieces.length, taken.more]).toEqual([100, true]);
  for (let count = 100; taken.more; count += taken.pieces.length) {
    expect(count).toBeLessThan(1000);
    taken = feed.take(6500);
  }
});

test('a backlog is as long as the output; missing older output is not a loss', () => {
  const { access, write } = logs();
  for (let i = 0; i < 30; i++) write('a', `${i % 10}`.repeat(64 * 1024));
  write('b', '0123456789');
  const feed = access.feed({ backlogBytes: 2 ** 40 });
  const { pieces, missed } = feed.take(2 ** 40);
  expect(missed).toEqual([]);
  expect(pieces.reduce((sum, { data }) => sum + data.length, 0)).toBe(1024 * 1024 + 10);
  expect(texts(access.feed({ names: ['b'], backlogBytes: 3 }).take(100).pieces)).toEqual(['b: 789']);
});

test('the lines of a reader of bytes are not counted', () => {
  const { access, audience } = logs();
  const stop = access.feed({ backlogBytes: 0 }).onNew(() => {});
  expect(audience.wrote).not.toBeNull();
  expect(audience.lineReaders).toBe(0);
  stop();
  expect(audience.wrote).toBeNull();
  const stopLines = access.onNew(() => {});
  expect(audience.lineReaders).toBe(1);
  stopLines();
  expect([audience.wrote, audience.lineReaders]).toEqual([null, 0]);
});
