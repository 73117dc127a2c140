import { expect, test, vi } from 'vitest';
import { realClock } from '../../helpers/put-back.ts';

test('a spy on a fake clock, which is put on again when all spies are taken off, does not stop the clock of the next file', () => {
  const { hrtime } = process;
  const { setTimeout } = globalThis;
  vi.useFakeTimers();
  vi.spyOn(process, 'hrtime').mockRestore();
  vi.spyOn(globalThis, 'setTimeout').mockRestore();
  vi.useRealTimers();
  // As Vitest does after the last hook of a file.
  vi.restoreAllMocks();
  expect([process.hrtime === hrtime, globalThis.setTimeout === setTimeout]).toEqual([false, false]);
  realClock();
  expect([process.hrtime === hrtime, globalThis.setTimeout === setTimeout]).toEqual([true, true]);
});
