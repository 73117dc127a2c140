import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ByteRing } from '../../../../src/adapters/log/byte-ring.ts';

const MAX_BYTES = 40_000;

test('holds the end of all that was written, at its offset', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(60_000), { maxLength: 12 }), fc.nat(200_000), fc.nat(200_000), (sizes, from, to) => {
      const ring = new ByteRing(MAX_BYTES);
      const all = Buffer.alloc(sizes.reduce((sum, size) => sum + size, 0)).map((_, index) => (index * 7919) >> 3);
      let written = 0;
      for (const size of sizes) {
        ring.write(Buffer.from(all.subarray(written, written + size)));
        written += size;
      }
      expect(ring.end).toBe(written);
      expect(ring.start).toBeGreaterThanOrEqual(written - MAX_BYTES);
      expect(ring.end - ring.start).toBeGreaterThanOrEqual(Math.min(written, MAX_BYTES));
      expect(ring.read(from).equals(all.subarray(Math.max(from, ring.start)))).toBe(true);
      const last = Math.min(to, ring.end);
      expect(ring.read(from, last).equals(all.subarray(Math.max(from, ring.start), last))).toBe(true);
    }),
  );
});

test('keeps the end of what it holds when its size changes', () => {
  const change = fc.record({ writes: fc.nat(50_000), size: fc.integer({ min: 10_000, max: 80_000 }) });
  fc.assert(
    fc.property(fc.array(change, { maxLength: 8 }), (changes) => {
      const ring = new ByteRing(MAX_BYTES);
      let all = Buffer.alloc(0);
      let size = MAX_BYTES;
      for (const { writes, size: next } of changes) {
        const chunk = Buffer.from(Array.from({ length: writes }, (_, index) => ((all.length + index) * 7919) >> 3));
        all = Buffer.concat([all, chunk]);
        ring.write(chunk);
        const start = Math.max(ring.start, ring.end - next);
        ring.resize(next);
        size = next;
        expect(ring.start).toBe(start);
        expect(ring.read(0).equals(all.subarray(ring.start))).toBe(true);
      }
      ring.write(Buffer.alloc(size, 1));
      expect(ring.read(0).equals(Buffer.alloc(size, 1))).toBe(true);
    }),
  );
});

test('is small for who writes little', () => {
  const ring = new ByteRing(1e9);
  ring.write(Buffer.from('hello'));
  expect(ring.read(0).toString()).toBe('hello');
});
