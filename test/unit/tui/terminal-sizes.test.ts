import { expect, test } from 'vitest';
import { createTerminalSizes } from '../../../src/tui/terminal-sizes.ts';
import { until } from '../../helpers/wait.ts';
import { createFakeClient } from './fake-client.ts';

const PANE = { columns: 70, rows: 20 };

test('a terminal has the size that the supervisor tells, and until then that of the pane', async () => {
  const { client, asked } = createFakeClient({ 'terminal.open': () => ({ terminal: 3, columns: 100, rows: 30 }) });
  const sizeOf = createTerminalSizes(client, () => PANE);
  expect(sizeOf('top')).toEqual(PANE);
  await until(() => sizeOf('top').columns === 100);
  expect(sizeOf('top')).toEqual({ columns: 100, rows: 30 });
  expect(asked('terminal.open')).toEqual([{ name: 'top', data: false }]);
  await until(() => asked('terminal.close').length === 1);
});

test('one that cannot be asked has that of the pane', async () => {
  const { client, asked } = createFakeClient({ 'terminal.open': () => Promise.reject(new Error('not running')) });
  const sizeOf = createTerminalSizes(client, () => PANE);
  expect(sizeOf('top')).toEqual(PANE);
  await until(() => asked('terminal.open').length === 1);
  expect(sizeOf('top')).toEqual(PANE);
});
