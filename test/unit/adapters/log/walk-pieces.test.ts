import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createRing, type Ring } from '../../../../src/adapters/log/ring.ts';

const ringOf = () => createRing({ maxLines: 100, nowMs: () => 0 });

function takeAll(ring: Ring, from: number, maxBytes = Number.POSITIVE_INFINITY) {
  const walk = ring.pieces(from);
  const pieces: { run: number; at: number; text: string }[] = [];
  while (walk.peek() !== null) {
    const { run, at, data } = walk.take(maxBytes);
    pieces.push({ run, at, text: data.toString('latin1') });
  }
  return { pieces, missed: walk.missed, place: walk.place };
}

test('a run that ended in the middle of a line, and the next one: each has just what it wrote', () => {
  const ring = ringOf();
  ring.write(Buffer.from('one\nhalf'), 1);
  ring.endRun(1);
  ring.write(Buffer.from('two\n'), 2);
  expect(takeAll(ring, 0)).toEqual({
    pieces: [
      { run: 1, at: 0, text: 'one\nhalf' },
      { run: 2, at: 0, text: 'two\n' },
    ],
    missed: 0,
    place: 12,
  });
  expect(ring.place).toBe(12);
  expect(ring.read().lines.map(({ text }) => text)).toEqual(['one', 'half', 'two']);
});

test('a build beside a run: the line that it cuts in two goes on where it was', () => {
  const ring = ringOf();
  ring.write(Buffer.from('ha'), 1);
  ring.write(Buffer.from('building'), 2);
  ring.write(Buffer.from('lf\n'), 1);
  expect(takeAll(ring, 0).pieces).toEqual([
    { run: 1, at: 0, text: 'ha' },
    { run: 2, at: 0, text: 'building' },
    { run: 1, at: 2, text: 'lf\n' },
  ]);
  expect([ring.writtenBy(1), ring.writtenBy(2), ring.writtenBy(3)]).toEqual([5, 8, 0]);
  ring.endRun(2);
  ring.write(Buffer.from('more\n'), 1);
  expect(ring.writtenBy(1)).toBe(10);
});

test('whatever runs write, whoever reads when: bytes, places and what was missed come out right', () => {
  const writes = fc.array(fc.tuple(fc.integer({ min: 1, max: 3 }), fc.nat(400_000), fc.nat(3)), { maxLength: 12 });
  fc.assert(
    fc.property(writes, fc.integer({ min: 30_000, max: 400_000 }), (steps, maxBytes) => {
      const ring = ringOf();
      const written = new Map<number, string>();
      let total = 0;
      let place = 0;
      let seen = 0;
      const read = () => {
        const { pieces, missed, place: next } = takeAll(ring, place, maxBytes);
        for (const { run, at, text } of pieces) {
          expect(written.get(run)?.slice(at, at + text.length) === text).toBe(true);
          expect(text.length).toBeLessThanOrEqual(maxBytes);
        }
        seen += missed + pieces.reduce((sum, { text }) => sum + text.length, 0);
        place = next;
        expect(place).toBe(total);
        expect(seen).toBe(total);
      };
      for (const [run, size, then] of steps) {
        const chunk = Buffer.alloc(size, `${total}:${run}\n`);
        written.set(run, `${written.get(run) ?? ''}${chunk.toString('latin1')}`);
        ring.write(chunk, run);
        total += size;
        if (then === 0) read();
      }
      read();
    }),
    { numRuns: 60 },
  );
});

test('what came at different times is in different pieces, with its time', () => {
  let nowMs = 100;
  const ring = createRing({ maxLines: 1, nowMs: () => nowMs });
  ring.write(Buffer.from('a'), 1);
  nowMs = 5000;
  ring.write(Buffer.from('b'), 1);
  const walk = ring.pieces(0);
  expect([walk.take(9), walk.take(9)].map(({ atMs, data }) => `${atMs} ${data}`)).toEqual(['100 a', '5000 b']);
});
