import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { createDiagnoser } from '../../../src/host/diagnosing.ts';
import type { LogAccess, LogEntry } from '../../../src/rpc/control.ts';
import { tempDir } from '../../helpers/temp.ts';
import { PATIENTLY } from '../../helpers/wait.ts';
import { service } from '../../unit/core/scenario.ts';

const entry = (run: number, text: string): LogEntry => ({ seq: 0, at: 0, atMs: 0, service: 'api', run, text });

function diagnoser(dir: string, entries: readonly LogEntry[] = []) {
  const logs: Pick<LogAccess, 'tail'> = { tail: () => entries };
  return createDiagnoser({
    logs,
    inspectPort: async () => null,
    files: ['zinit.toml'],
    cwd: dir,
    root: dir,
    specs: () => [],
  });
}

test('a wrong dir is reported with its line, and zdev waits until it exists', async () => {
  const dir = tempDir();
  writeFileSync(join(dir, 'zinit.toml'), '[services.api]\nexec = "true"\ndir = "sevrer"\n');
  mkdirSync(join(dir, 'server'));
  const { diagnose, awaitMending } = diagnoser(dir);
  const spec = service('api', { dir: join(dir, 'sevrer') });
  const found = await diagnose({ spec, run: 1, purpose: 'exec', end: null });
  const place = { file: 'zinit.toml', line: 3 };
  expect(found).toMatchObject({
    trouble: { type: 'dir-missing', dir: 'sevrer', near: 'server', place },
    cannotStart: true,
  });
  const mended = vi.fn();
  const { signal } = new AbortController();
  awaitMending({ name: 'api', run: 1, paths: found.awaited, signal, mended });
  expect(mended).not.toHaveBeenCalled();
  mkdirSync(join(dir, 'sevrer'));
  await vi.waitFor(() => expect(mended).toHaveBeenCalledTimes(1), PATIENTLY);
});

test('the error is looked for in the output of the failed run alone, colours left out', async () => {
  const entries = [entry(1, 'Error: of the run before'), entry(2, 'boot'), entry(2, '\x1b[31mError: no secret\x1b[0m')];
  const failed = {
    spec: service('api', { dir: process.cwd() }),
    run: 2,
    purpose: 'exec',
    end: { code: 1, signal: null },
  } as const;
  expect((await diagnoser(tempDir(), entries).diagnose(failed)).error).toEqual(['Error: no secret']);
});
