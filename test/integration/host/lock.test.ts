import { spawnSync } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { holderOf, lockProject } from '../../../src/host/lock.ts';
import { tempDir } from '../../helpers/temp.ts';

it('locks once, and again after it was let go', () => {
  const dir = tempDir();
  const first = lockProject(dir, 'one');
  expect(first.locked).toBe(true);
  expect(lockProject(dir, 'two')).toMatchObject({ locked: false, holder: { pid: process.pid, session: 'one' } });
  expect(holderOf(dir)?.session).toBe('one');
  if (first.locked) first.release();
  expect(holderOf(dir)).toBeNull();
  const third = lockProject(dir, 'three');
  expect(third).toMatchObject({ locked: true, dead: null });
});

it('takes over the lock of a process that is gone, and says whose it was', () => {
  const dir = tempDir();
  const { pid } = spawnSync('true');
  writeFileSync(join(dir, 'zdev.pid'), JSON.stringify({ pid, startTime: '1', session: 'dead' }));
  expect(lockProject(dir, 'new')).toMatchObject({ locked: true, dead: { pid, session: 'dead' } });
});

it('takes over the lock of a pid that another process has now', () => {
  const dir = tempDir();
  writeFileSync(join(dir, 'zdev.pid'), JSON.stringify({ pid: process.pid, startTime: 'another', session: 'dead' }));
  expect(lockProject(dir, 'new').locked).toBe(true);
});

it('takes over a lock file with garbage', () => {
  const dir = tempDir();
  writeFileSync(join(dir, 'zdev.pid'), '\0garbage');
  expect(lockProject(dir, 'new')).toMatchObject({ locked: true, dead: null });
});

it('is not hindered by a take-over that died half way', () => {
  const dir = tempDir();
  const { pid } = spawnSync('true');
  const dead = JSON.stringify({ pid, startTime: '1', session: 'dead' });
  writeFileSync(join(dir, 'zdev.pid'), dead);
  writeFileSync(join(dir, 'zdev.takeover.pid'), dead);
  expect(lockProject(dir, 'new').locked).toBe(true);
});

it('leaves the lock of another session alone when it lets go late', () => {
  const dir = tempDir();
  const first = lockProject(dir, 'one');
  writeFileSync(join(dir, 'zdev.pid'), JSON.stringify({ pid: process.pid, startTime: 'x', session: 'two' }));
  if (first.locked) first.release();
  expect(existsSync(join(dir, 'zdev.pid'))).toBe(true);
});
