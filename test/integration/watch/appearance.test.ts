import { chmodSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { watchPaths } from '../../../src/adapters/watch/appearance.ts';
import { tempDir } from '../../helpers/temp.ts';
import { PATIENTLY } from '../../helpers/wait.ts';

test('a path is noticed when it appears below directories that were not there, gets other permissions, and goes', async () => {
  const dir = tempDir();
  const path = join(dir, 'a/b/tool');
  const changed = vi.fn();
  onTestFinished(watchPaths([path], changed));
  const noticed = async (change: () => void) => {
    const before = changed.mock.calls.length;
    change();
    await vi.waitFor(() => expect(changed.mock.calls.length).toBeGreaterThan(before), PATIENTLY);
  };
  await noticed(() => mkdirSync(join(dir, 'a')));
  await noticed(() => mkdirSync(join(dir, 'a/b')));
  await noticed(() => writeFileSync(path, ''));
  await noticed(() => chmodSync(path, 0o755));
  await noticed(() => rmSync(join(dir, 'a'), { recursive: true }));
});

test('what lies beside it is of no interest', async () => {
  const dir = tempDir();
  const changed = vi.fn();
  onTestFinished(watchPaths([join(dir, 'tool')], changed));
  writeFileSync(join(dir, 'other'), '');
  const marker = vi.fn();
  onTestFinished(watchPaths([join(dir, 'later')], marker));
  writeFileSync(join(dir, 'later'), '');
  await vi.waitFor(() => expect(marker).toHaveBeenCalled(), PATIENTLY);
  expect(changed).not.toHaveBeenCalled();
});
