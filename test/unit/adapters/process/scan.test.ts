import { expect, test } from 'vitest';
import type { Scan } from '../../../../src/adapters/process/marker.ts';
import { createScanner } from '../../../../src/adapters/process/scan.ts';

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
  const result: Scan = { marked: [], complete: true };
  begun[0]?.(result);
  expect(await first).toBe(result);
  expect(await second).toBe(result);
  await turn();
  expect(begun).toHaveLength(2);
  begun[1]?.({ marked: [{ pid: 7, marker: 'a/b/c/1' }], complete: true });
  expect((await late).marked).toHaveLength(1);
});

async function turn(): Promise<void> {
  for (let count = 0; count < 2; count += 1) {
    await new Promise((resolve) => {
      setImmediate(resolve);
    });
  }
}
