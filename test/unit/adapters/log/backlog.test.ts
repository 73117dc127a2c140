import { expect, test } from 'vitest';
import { Backlog, type Block, createBlockPool } from '../../../../src/adapters/log/backlog.ts';

const BLOCK = 64 * 1024;

function textOf(blocks: readonly Block[]): string {
  return blocks.map((block) => block.bytes.toString('latin1', 0, block.used)).join('');
}

test('hands out what was written, with its times', () => {
  const backlog = new Backlog({ pool: createBlockPool(1e6), grainMs: 100, maxBytes: 1e6 });
  backlog.write(Buffer.from('one '), 1000);
  backlog.write(Buffer.from('two '), 1050);
  backlog.write(Buffer.from('three'), 1100);
  const blocks = backlog.take();
  expect(textOf(blocks)).toBe('one two three');
  expect(blocks[0]!.times).toEqual([
    { at: 0, atMs: 1000 },
    { at: 8, atMs: 1100 },
  ]);
  expect(backlog.take()).toEqual([]);
});

test('of too much, the oldest is dropped and counted, and what remains has times', () => {
  const backlog = new Backlog({ pool: createBlockPool(1e9), grainMs: 1e9, maxBytes: 3 * BLOCK });
  const all = Buffer.alloc(10 * BLOCK + 10).map((_, index) => (index * 7919) >> 3);
  for (let at = 0; at < all.length; at += 1000) backlog.write(Buffer.from(all.subarray(at, at + 1000)), at);
  const blocks = backlog.take();
  const kept = Buffer.concat(blocks.map((block) => block.bytes.subarray(0, block.used)));
  expect(kept.equals(all.subarray(all.length - kept.length))).toBe(true);
  expect(kept.length).toBeGreaterThan(2 * BLOCK);
  expect(blocks.map((block) => block.skippedBefore)).toEqual([all.length - kept.length, 0, 0]);
  expect(blocks.every((block) => block.times[0]?.at === 0)).toBe(true);
});

test('memory of all is bounded: without room, a run drops its own', () => {
  const pool = createBlockPool(4 * BLOCK);
  const greedy = new Backlog({ pool, grainMs: 1, maxBytes: 100 * BLOCK });
  for (let i = 0; i < 20; i++) greedy.write(Buffer.alloc(BLOCK, 'g'), 1);
  expect(greedy.size).toBe(4);
  const other = new Backlog({ pool, grainMs: 1, maxBytes: 100 * BLOCK });
  for (let i = 0; i < 3; i++) other.write(Buffer.alloc(BLOCK, `${i}`), 1);
  const blocks = other.take();
  expect(textOf(blocks)).toBe('2'.repeat(BLOCK));
  expect(blocks[0]!.skippedBefore).toBe(2 * BLOCK);
});

test('what could not be written is counted with what comes next', () => {
  const backlog = new Backlog({ pool: createBlockPool(1e6), grainMs: 1, maxBytes: 1e6 });
  backlog.lost(7);
  backlog.write(Buffer.from('x'), 1);
  backlog.lost(5);
  expect(backlog.take()[0]!.skippedBefore).toBe(12);
});
