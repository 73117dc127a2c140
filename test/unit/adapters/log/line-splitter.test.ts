import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createLineSplitter } from '../../../../src/adapters/log/line-splitter.ts';

function split(chunks: readonly Buffer[], maxBytes = 1024): string[] {
  const lines: string[] = [];
  const splitter = createLineSplitter({ maxBytes, onLine: (line) => lines.push(line.toString('latin1')) });
  for (const chunk of chunks) {
    const reused = Buffer.from(chunk);
    splitter.write(reused);
    reused.fill('?');
  }
  splitter.end();
  return lines;
}

test('lines are the same however the bytes are cut into chunks', () => {
  const chunk = fc
    .array(fc.constantFrom('\n', 'a', '\x00', '\xff', '\r'))
    .map((parts) => Buffer.from(parts.join(''), 'latin1'));
  fc.assert(
    fc.property(fc.array(chunk), (chunks) => {
      const lines = Buffer.concat(chunks).toString('latin1').split('\n');
      if (lines.at(-1) === '') lines.pop();
      expect(split(chunks)).toEqual(lines);
    }),
  );
});

test('a long line is cut, whether it comes at once or in pieces', () => {
  expect(split([Buffer.from('0123456789\nab\n')], 4)).toEqual(['0123', 'ab']);
  expect(
    split(
      [...'0123456789\nab\n'].map((byte) => Buffer.from(byte)),
      4,
    ),
  ).toEqual(['0123', 'ab']);
  expect(split([Buffer.from('012'), Buffer.from('3456')], 4)).toEqual(['0123']);
});
