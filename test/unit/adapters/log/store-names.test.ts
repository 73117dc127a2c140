import { expect, test } from 'vitest';
import {
  byAge,
  logDirName,
  logFileName,
  notesFileName,
  parseLogFileName,
  serviceOfLogDir,
} from '../../../../src/adapters/log/store-names.ts';

const RUN = { startMs: Date.parse('2026-11-23T21:54:57.123Z'), run: 3, purpose: 'exec' } as const;

test('names say what is in them, and sort by age', () => {
  expect(logFileName(RUN)).toBe('2026-11-23T215457.123Z-3.log');
  expect(logFileName({ ...RUN, purpose: 'build' })).toBe('2026-11-23T215457.123Z-3.build.log');
  for (const run of [RUN, { ...RUN, purpose: 'build' } as const])
    expect(parseLogFileName(logFileName(run))).toEqual(run);
  const later = { ...RUN, startMs: RUN.startMs + 1, run: 1 };
  expect([later, RUN].sort(byAge)).toEqual([RUN, later]);
  for (const name of [notesFileName(RUN), 'x.log', '2026-11-23T215457.123Z.log'])
    expect(parseLogFileName(name)).toBeNull();
});

test('a directory is that of the service, and never one above', () => {
  expect(logDirName('web.1')).toBe('web.1');
  for (const name of ['..', '.', '.hidden', 'a/b', '../../etc', '', 'ü']) {
    const dir = logDirName(name);
    expect(dir).not.toMatch(/^\.|\//);
    expect(serviceOfLogDir(dir)).toBe(name);
  }
});
