import { expect, test } from 'vitest';
import { createEndings } from '../../../../src/adapters/process/endings.ts';
import type { Scan } from '../../../../src/adapters/process/table.ts';
import { until } from '../../../helpers/wait.ts';

/** A run whose group is there for so many looks; a table that counts how often it is read. */
function world() {
  let scans = 0;
  const endings = createEndings(async () => {
    scans += 1;
    return { complete: true } as Scan;
  });
  let settled = 0;
  const wait = (looks: number, settles = () => true) => {
    let left = looks;
    endings.wait({
      wantsScan: () => left-- <= 0,
      settle: () => {
        if (!settles()) return false;
        settled += 1;
        return true;
      },
    });
  };
  return { endings, wait, scans: () => scans, settled: () => settled };
}

test('a thousand runs that end together are settled by one look at the table', async () => {
  const { wait, scans, settled } = world();
  for (let count = 0; count < 1000; count++) wait(0);
  await until(() => settled() === 1000);
  expect(scans()).toBe(1);
});

test('the table is not read while groups are still there', async () => {
  const { wait, scans, settled } = world();
  wait(5);
  await until(() => settled() === 1);
  expect(scans()).toBe(1);
});

test('a run that is not settled is looked at again, each of the others once', async () => {
  const { wait, scans, settled } = world();
  let refusals = 3;
  wait(0, () => refusals-- <= 0);
  for (let count = 0; count < 10; count++) wait(0);
  await until(() => settled() === 11);
  expect(scans()).toBe(4);
});
