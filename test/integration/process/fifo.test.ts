import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { closeFifo, createFifoPool } from '../../../src/adapters/process/fifo.ts';
import { tempDir } from '../../helpers/temp.ts';
import { until } from '../../helpers/wait.ts';

it('makes the pipes that were asked for, and leaves no name of them', async () => {
  const dir = tempDir();
  const pool = createFifoPool({ dir, prefix: 'pipe-a' });
  await pool.prepare(3);
  const fifos = [pool.take(), pool.take(), pool.take()];
  expect(fifos.every((fifo) => fifo !== undefined)).toBe(true);
  expect(readdirSync(dir)).toEqual([]);
  for (const fifo of fifos) if (fifo) closeFifo(fifo);
  await pool.close();
  // No process is still at it: who deletes the project now finds nothing new in it.
  expect(readdirSync(dir)).toHaveLength(3);
});

it('makes as many pipes for the next supervisor, which opens them without another process', async () => {
  const dir = tempDir();
  const first = createFifoPool({ dir, prefix: 'pipe-a' });
  await first.prepare(2);
  await until(() => readdirSync(dir).length === 2);
  await first.close();

  const second = createFifoPool({ dir, prefix: 'pipe-b' });
  void second.prepare(2);
  // At once: no process was waited for.
  const fifos = [second.take(), second.take()];
  expect(fifos.every((fifo) => fifo !== undefined)).toBe(true);
  expect(readdirSync(dir)).toEqual([]);
  for (const fifo of fifos) if (fifo) closeFifo(fifo);
  await second.close();
});

it('passes over what only looks like a pipe', async () => {
  const dir = tempDir();
  mkdirSync(join(dir, 'pipe-x-1.log'));
  const pool = createFifoPool({ dir, prefix: 'pipe-a' });
  await pool.prepare(1);
  const fifo = pool.take();
  expect(fifo).toBeDefined();
  if (fifo) closeFifo(fifo);
  await pool.close();
  expect(readdirSync(dir)).toHaveLength(2);
});
