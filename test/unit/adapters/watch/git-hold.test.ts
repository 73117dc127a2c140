import { mkdirSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { gitHoldMs } from '../../../../src/adapters/watch/git-hold.ts';
import { tempDir } from '../../../helpers/temp.ts';

test('a lock of git holds back changes while it is fresh, and not when it is old or, after the clock was set back, of the future', () => {
  const dir = tempDir();
  mkdirSync(join(dir, '.git'));
  const lock = join(dir, '.git', 'index.lock');
  writeFileSync(lock, '');
  const hold = gitHoldMs(dir);
  expect(hold()).toBe(Number.POSITIVE_INFINITY);
  for (const seconds of [-3600, 3600]) {
    const time = Date.now() / 1000 + seconds;
    utimesSync(lock, time, time);
    expect(hold()).toBe(0);
  }
});
