import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { tellMissingWatches } from '../../../src/host/watching/missing-watches.ts';
import type { Mistake } from '../../../src/present/mistake.ts';
import { PATIENTLY } from '../../helpers/wait.ts';
import { service } from '../../unit/core/scenario.ts';

function project(...paths: string[]) {
  const dir = mkdtempSync(join(tmpdir(), 'zdev-missing-'));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  mkdirSync(join(dir, 'src'));
  const spec = service('api', { dir, watch: { paths: paths.map((path) => join(dir, path)) } });
  const tell = vi.fn<(mistakes: readonly Mistake[]) => void>();
  onTestFinished(tellMissingWatches(spec as Parameters<typeof tellMissingWatches>[0], dir, tell));
  return { dir, tell };
}

test('a watched path that does not exist is reported, with the probable name, until it appears', async () => {
  const { dir, tell } = project('src', 'scr/**/*.ts');
  expect(tell.mock.calls[0]?.[0]).toEqual([
    {
      severity: 'warning',
      message: '"api" watches "scr/**/*.ts", which does not exist',
      file: null,
      line: null,
      hint: 'did you mean "src"?',
    },
  ]);
  mkdirSync(join(dir, 'scr'));
  await vi.waitFor(() => expect(tell).toHaveBeenLastCalledWith([]), PATIENTLY);
});

test('a path that disappears later is not reported, because the watch follows it', () => {
  expect(project('src').tell).not.toHaveBeenCalled();
});
