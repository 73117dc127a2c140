import { expect, test } from 'vitest';
import { faultsIn, runMatrix } from '../reliability/faults/matrix.ts';

test('the fault matrix in short: nothing is left over, nothing runs twice, nothing is lost', async () => {
  const columns = await runMatrix({ short: true });
  expect(columns.map(({ name }) => name)).toEqual(['.zdev deleted', 'taken over', 'terminal closed', 'SIGKILL']);
  expect(faultsIn(columns)).toEqual([]);
});
