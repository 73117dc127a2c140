import { spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { projectIdOf } from '../../../src/files/project-id.ts';
import { findSupervisor } from '../../../src/host/find-supervisor.ts';
import { lockProject } from '../../../src/host/lock/lock.ts';
import { tempDir } from '../../helpers/temp.ts';

/** A project directory, and a runtime directory of its own. */
function ground() {
  const root = tempDir();
  const dir = join(root, 'shop');
  mkdirSync(join(dir, '.zdev'), { recursive: true, mode: 0o700 });
  const runtimeDirs = [join(root, 'run')];
  return { root, dir, runtimeDirs, ...around(dir, runtimeDirs) };
}

function around(dir: string, runtimeDirs: readonly string[]) {
  const stateDir = join(dir, '.zdev');
  return {
    first: join(stateDir, 'zdev.pid'),
    second: join(runtimeDirs[0]!, `${projectIdOf(dir)}.json`),
    lock: (session: string) => lockProject({ dir, projectId: projectIdOf(dir), stateDir, session, runtimeDirs }),
    holder: () => findSupervisor(dir, runtimeDirs).holder,
  };
}

const dead = (rest = {}) => JSON.stringify({ pid: spawnSync('true').pid, startTime: '1', session: 'dead', ...rest });

it('locks once, and again after it was let go', () => {
  const { lock, holder, first, second } = ground();
  const one = lock('one');
  expect(one.locked).toBe(true);
  expect(lock('two')).toMatchObject({ locked: false, holder: { pid: process.pid, session: 'one' } });
  expect(holder()?.session).toBe('one');
  expect([first, second].map(existsSync)).toEqual([true, true]);
  if (one.locked) one.release();
  expect([first, second].map(existsSync)).toEqual([false, false]);
  expect(holder()).toBeNull();
  expect(lock('three')).toMatchObject({ locked: true, dead: [], unclear: false });
});

it.each(['first', 'second'] as const)('is held by one of its two files alone: the %s was deleted', (which) => {
  const { [which]: path, lock, holder } = ground();
  const one = lock('one');
  rmSync(path);
  expect(holder()?.session).toBe('one');
  expect(lock('two')).toMatchObject({ locked: false, holder: { session: 'one' } });
  if (one.locked) expect(one.restore()).toBeNull();
  expect(JSON.parse(readFileSync(path, 'utf8'))).toMatchObject({ session: 'one', pid: process.pid });
  expect(readdirSync(join(path, '..')).filter((name) => name.includes('one'))).toEqual([]);
});

it('is held without its state directory, and without its runtime directory', () => {
  const { root, dir, lock, holder } = ground();
  const one = lock('one');
  rmSync(join(root, 'run'), { recursive: true });
  expect(lock('two')).toMatchObject({ locked: false });
  if (one.locked) one.restore();
  rmSync(join(dir, '.zdev'), { recursive: true });
  expect(holder()?.session).toBe('one');
  mkdirSync(join(dir, '.zdev'));
  expect(lock('two')).toMatchObject({ locked: false });
});

it.each([
  'first',
  'second',
] as const)('takes over the lock of a process that is gone, and says whose it was: %s', (which) => {
  const { [which]: path, lock } = ground();
  mkdirSync(join(path, '..'), { recursive: true, mode: 0o700 });
  writeFileSync(path, dead());
  expect(lock('new')).toMatchObject({ locked: true, dead: [{ session: 'dead' }] });
});

it('takes over the lock of a pid that another process has now', () => {
  const { first, lock } = ground();
  writeFileSync(first, JSON.stringify({ pid: process.pid, startTime: 'another', session: 'dead' }));
  expect(lock('new').locked).toBe(true);
});

it('takes over a lock file with garbage, a link, or a pipe in its place, and touches nothing else', () => {
  for (const put of [
    (path: string) => writeFileSync(path, '\0garbage'),
    (path: string) => symlinkSync('/etc/hostname', path),
    (path: string) => void spawnSync('mkfifo', [path]),
  ]) {
    const { first, lock } = ground();
    put(first);
    const before = readFileSync('/etc/hostname', 'utf8');
    expect(lock('new')).toMatchObject({ locked: true, dead: [], unclear: true });
    expect(JSON.parse(readFileSync(first, 'utf8'))).toMatchObject({ session: 'new' });
    expect(readFileSync('/etc/hostname', 'utf8')).toBe(before);
  }
});

it('is not hindered by a take-over that died half way', () => {
  const { dir, first, lock } = ground();
  writeFileSync(first, dead());
  writeFileSync(join(dir, '.zdev/zdev.takeover.pid'), dead());
  expect(lock('new').locked).toBe(true);
});

it('leaves the lock of another session alone when it lets go late', () => {
  const { first, lock } = ground();
  const one = lock('one');
  writeFileSync(first, JSON.stringify({ pid: process.pid, startTime: 'x', session: 'two' }));
  if (one.locked) one.release();
  expect(existsSync(first)).toBe(true);
});

it('does without a runtime directory', () => {
  const { dir, first } = ground();
  const { lock } = around(dir, [join(dir, 'not/there')]);
  expect(lock('one').locked).toBe(true);
  expect(existsSync(first)).toBe(true);
  expect(lock('two').locked).toBe(false);
});

it('says whether another supervisor has one of its files or all, and leaves those to it', () => {
  const { first, second, lock } = ground();
  const one = lock('one');
  const other = readFileSync(first, 'utf8').replace('"one"', '"two"');
  if (!one.locked) return expect.fail();
  writeFileSync(second, other);
  expect(one.restore()).toMatchObject({ other: { session: 'two' }, lost: false });
  writeFileSync(first, other);
  expect(one.restore()).toMatchObject({ other: { session: 'two' }, lost: true });
  expect([first, second].map((path) => readFileSync(path, 'utf8'))).toEqual([other, other]);
});

it('holds a project that was moved, and not one that was copied', () => {
  const { root, dir, runtimeDirs, lock } = ground();
  lock('one');
  const copy = join(root, 'copy');
  cpSync(dir, copy, { recursive: true });
  expect(around(copy, runtimeDirs).holder()).toBeNull();
  const locked = around(copy, runtimeDirs).lock('two');
  expect(locked).toMatchObject({ locked: true, dead: [] });
  const moved = join(root, 'moved');
  renameSync(dir, moved);
  expect(around(moved, runtimeDirs).holder()?.session).toBe('one');
  expect(around(moved, runtimeDirs).lock('three')).toMatchObject({ locked: false, holder: { session: 'one', dir } });
});
