import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  readdirSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { codeCacheLocation } from '../../../../src/cli/boot/code-cache-dir.ts';
import { root } from '../../../helpers/needs.ts';
import { tempDir } from '../../../helpers/temp.ts';

const place = (cache: string, more: NodeJS.ProcessEnv = {}) =>
  codeCacheLocation('/project/dist', { XDG_CACHE_HOME: cache, ...more });
const isRoot = process.getuid?.() === 0;

test('a directory of the user alone, below the cache directory, which is made where it is missing', () => {
  const cache = join(tempDir(), 'cache');
  expect(place(cache)?.root).toBe(join(cache, 'zdev'));
  expect(statSync(join(cache, 'zdev')).mode & 0o777).toBe(0o700);
  expect(readdirSync(join(cache, 'zdev'))).toEqual([]);
  expect(place(cache)?.dir).toMatch(/\/zdev\/code-[0-9a-f]{16}$/);
});

test('without XDG_CACHE_HOME, or with a relative one, it is the usual directory of the home', () => {
  const HOME = tempDir();
  const usual = process.platform === 'darwin' ? 'Library/Caches' : '.cache';
  mkdirSync(join(HOME, usual), { recursive: true });
  expect(codeCacheLocation('/x', { HOME })?.root).toBe(join(HOME, usual, 'zdev'));
  expect(codeCacheLocation('/x', { HOME, XDG_CACHE_HOME: 'here' })?.root).toBe(join(HOME, usual, 'zdev'));
});

test('other flags, other chunks: another directory; the same: the same', () => {
  const cache = tempDir();
  const dirs = [
    place(cache),
    place(cache, { NODE_OPTIONS: '--no-opt' }),
    codeCacheLocation('/other/dist', { XDG_CACHE_HOME: cache }),
  ].map((each) => each?.dir);
  expect(new Set(dirs).size).toBe(3);
  expect(place(cache)?.dir).toBe(dirs[0]);
});

test("nothing is stored if Node's cache is turned off", () => {
  const cache = tempDir();
  expect(place(cache, { NODE_DISABLE_COMPILE_CACHE: '1' })).toBe(null);
  expect(readdirSync(cache)).toEqual([]);
});

describe('a directory that is not the user’s alone is neither read nor written', () => {
  test.each([0o777, 0o770, 0o701])('mode %o', (mode) => {
    const cache = tempDir();
    mkdirSync(join(cache, 'zdev'));
    chmodSync(join(cache, 'zdev'), mode);
    expect(place(cache)).toBe(null);
  });

  test('a link to one', () => {
    const cache = tempDir();
    mkdirSync(join(cache, 'elsewhere'), { mode: 0o700 });
    symlinkSync('elsewhere', join(cache, 'zdev'));
    expect(place(cache)).toBe(null);
  });

  test('a link to nothing', () => {
    const cache = tempDir();
    symlinkSync('elsewhere', join(cache, 'zdev'));
    expect(place(cache)).toBe(null);
    expect(existsSync(join(cache, 'elsewhere'))).toBe(false);
  });

  test('a file', () => {
    const cache = tempDir();
    writeFileSync(join(cache, 'zdev'), '');
    expect(place(cache)).toBe(null);
    expect(place(join(cache, 'zdev'))).toBe(null);
  });

  test('of another user (only root can make one)', root, () => {
    const cache = tempDir();
    mkdirSync(join(cache, 'zdev'), { mode: 0o700 });
    chownSync(join(cache, 'zdev'), 12345, 12345);
    expect(place(cache)).toBe(null);
  });

  test('in the home of another user, as with sudo: it is not made there (only root can see this)', root, () => {
    const cache = tempDir();
    chownSync(cache, 12345, 12345);
    expect(place(cache)).toBe(null);
    expect(readdirSync(cache)).toEqual([]);
  });
});
