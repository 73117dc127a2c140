import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createLineReader } from '../../../src/rpc/line-reader.ts';

/** What a reader makes of chunks: lines, and the bytes after each that begins with their number. */
function readAll(chunks: readonly Buffer[]): readonly string[] {
  const got: string[] = [];
  const reader = createLineReader({
    maxBytes: 100,
    onLine(line) {
      const text = line.toString();
      got.push(text);
      const count = Number.parseInt(text, 10);
      if (count > 0) reader.take(count, (bytes) => got.push(`bytes ${bytes.toString('latin1')}`));
    },
  });
  for (const chunk of chunks) expect(reader.write(chunk)).toBe(true);
  return got;
}

test('bytes that follow a line are no lines, however they are divided', () => {
  const all = Buffer.from('one\n3 bytes\n\n\xff\ntwo\n0 bytes\n1 byte\n\n12 bytes\nabcdef\nghijklast\n', 'latin1');
  const expected = ['one', '3 bytes', 'bytes \n\xff\n', 'two', '0 bytes', '1 byte', 'bytes \n', '12 bytes'];
  fc.assert(
    fc.property(fc.subarray(Array.from({ length: all.length - 1 }, (_, i) => i + 1)), (cuts) => {
      const chunks = [0, ...cuts].map((from, i) => all.subarray(from, cuts[i] ?? all.length));
      expect(readAll(chunks)).toEqual([...expected, 'bytes abcdef\nghijk', 'last']);
    }),
  );
});

test('more bytes than a line may have can follow one', () => {
  const bytes = 'x'.repeat(1000);
  expect(readAll([Buffer.from('1000\nxx'), Buffer.from(`${bytes.slice(2)}last\n`)])).toEqual([
    '1000',
    `bytes ${bytes}`,
    'last',
  ]);
});
