import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  closeSync,
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { makePrivateDir } from '../../../src/files/private-dir.ts';
import { appendPrivate, createPrivate, readPrivate, writePrivate } from '../../../src/files/private-file.ts';
import { openRuntimeDir, runtimeDirs, trustedRuntimeDirs } from '../../../src/files/runtime-dir.ts';
import { root } from '../../helpers/needs.ts';
import { tempDir } from '../../helpers/temp.ts';

const STRANGERS: Readonly<Record<string, (path: string, precious: string) => void>> = {
  'a link': (path, precious) => symlinkSync(precious, path),
  'a link to nowhere': (path) => symlinkSync(`${path}.nowhere`, path),
  'another name of a file': (path, precious) => linkSync(precious, path),
  'a pipe': (path) => void spawnSync('mkfifo', [path]),
};

const WRITERS: Readonly<Record<string, (path: string) => void>> = {
  writePrivate: (path) => writePrivate(path, 'new'),
  createPrivate: (path) => put(createPrivate(path)),
  appendPrivate: (path) => put(appendPrivate(path)),
  'appendPrivate, from the beginning': (path) => put(appendPrivate(path, { truncate: true })),
};

function put(fd: number): void {
  writeSync(fd, 'new');
  closeSync(fd);
}

for (const [what, stranger] of Object.entries(STRANGERS)) {
  test.each(Object.keys(WRITERS))(`${what} in the place of a file is replaced by %s, and leads nowhere`, (writer) => {
    const dir = tempDir();
    const [path, precious] = [join(dir, 'journal.log'), join(dir, 'precious')];
    writeFileSync(precious, 'keep');
    stranger(path, precious);
    stranger(join(dir, 'journal.new.log'), precious);
    WRITERS[writer]!(path);
    expect(readFileSync(precious, 'utf8')).toBe('keep');
    expect(lstatSync(path).isFile()).toBe(true);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(readFileSync(path, 'utf8')).toBe('new');
    expect(readdirSync(dir).filter((name) => name.includes('nowhere'))).toEqual([]);
  });
}

test.each(['a link', 'a pipe'])('%s in the place of a file is not read, nor waited for', (what) => {
  const dir = tempDir();
  const [path, precious] = [join(dir, 'zdev.pid'), join(dir, 'precious')];
  writeFileSync(precious, 'secret');
  STRANGERS[what]!(path, precious);
  expect(() => readPrivate(path)).toThrow(/not a (regular )?file of zdev/);
  expect(readPrivate(join(dir, 'none'))).toBeNull();
});

test('a file of somebody else is not read, nor added to', root, () => {
  const path = join(tempDir(), 'zdev.pid');
  writeFileSync(path, 'theirs');
  chownSync(path, 4321, 4321);
  expect(() => readPrivate(path)).toThrow('belongs to another user (uid 4321)');
  put(appendPrivate(path));
  expect(statSync(path).uid).toBe(0);
  expect(readFileSync(path, 'utf8')).toBe('new');
});

test('a file is appended to, or begun again', () => {
  const path = join(tempDir(), 'supervisor.log');
  put(appendPrivate(path));
  put(appendPrivate(path));
  expect(readFileSync(path, 'utf8')).toBe('newnew');
  put(appendPrivate(path, { truncate: true }));
  expect(readFileSync(path, 'utf8')).toBe('new');
});

test('a private directory is created or made private; anything else is reported', () => {
  const root = tempDir();
  const dir = join(root, 'state');
  expect(makePrivateDir(dir)).toEqual({ ok: true, made: true });
  expect(statSync(dir).mode & 0o777).toBe(0o700);
  chmodSync(dir, 0o777);
  expect(makePrivateDir(dir)).toEqual({ ok: true, made: false });
  expect(statSync(dir).mode & 0o777).toBe(0o700);
  symlinkSync(dir, join(root, 'link'));
  expect(makePrivateDir(join(root, 'link'))).toMatchObject({ ok: false, why: 'link' });
  writeFileSync(join(root, 'file'), '');
  expect(makePrivateDir(join(root, 'file'))).toMatchObject({ ok: false, why: 'no-directory' });
  expect(makePrivateDir(join(root, 'none/state'))).toMatchObject({
    ok: false,
    why: 'error',
    error: { code: 'ENOENT' },
  });
});

test('the directory of somebody else is not used', root, () => {
  const dir = join(tempDir(), 'state');
  mkdirSync(dir, { mode: 0o700 });
  chownSync(dir, 4321, 4321);
  expect(makePrivateDir(dir)).toMatchObject({ ok: false, why: 'foreign', uid: 4321 });
});

test('where the runtime directory is does not depend on the shell', () => {
  const places = (environ: NodeJS.ProcessEnv) => runtimeDirs(environ).slice(0, 2);
  const uid = process.getuid?.();
  expect(places({})).toEqual([`/run/user/${uid}/zdev`, `/tmp/zdev-${uid}`]);
  expect(places({ TMPDIR: '/a', XDG_RUNTIME_DIR: '/b' })).toEqual(places({ TMPDIR: '/c' }));
  expect(runtimeDirs({ ZDEV_RUNTIME_DIR: '/mine' })).toEqual(['/mine']);
});

test('the first runtime directory that can be used is; one that others prepared is not', () => {
  const root = tempDir();
  const theirs = join(root, 'theirs');
  symlinkSync(root, theirs);
  const own = join(root, 'own');
  const dirs = [join(root, 'not/there'), theirs, own];
  expect(trustedRuntimeDirs(dirs)).toEqual([]);
  expect(openRuntimeDir(dirs)).toBe(own);
  expect(trustedRuntimeDirs(dirs)).toEqual([own]);
  expect(existsSync(join(root, 'not'))).toBe(false);
});
