import { expect, test } from 'vitest';
import { createScanner } from '../../../../src/adapters/process/scan.ts';
import type { Scan } from '../../../../src/adapters/process/table.ts';

test('one scan serves all who ask before it begins, and nobody who asks later', async () => {
  const begun: ((scan: Scan) => void)[] = [];
  const scan = createScanner(
    () =>
      new Promise((resolve) => {
        begun.push(resolve);
      }),
  );
  const first = scan();
  const second = scan();
  await turn();
  expect(begun).toHaveLength(1);
  const late = scan();
  await turn();
  expect(begun).toHaveLength(1);
  const result = { complete: true } as Scan;
  begun[0]?.(result);
  expect(await first).toBe(result);
  expect(await second).toBe(result);
  await turn();
  expect(begun).toHaveLength(2);
  const next = { complete: false } as Scan;
  begun[1]?.(next);
  expect(await late).toBe(next);
});

async function turn(): Promise<void> {
  for (let count = 0; count < 2; count += 1) {
    await new Promise((resolve) => {
      setImmediate(resolve);
    });
  }
}
