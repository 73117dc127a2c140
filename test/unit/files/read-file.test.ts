import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { openDisk } from '../../../src/config/disk.ts';
import { readFileSafely } from '../../../src/files/read-file.ts';
import { tempDir } from '../../helpers/temp.ts';

function pipe(): string {
  const path = join(tempDir(), '.env');
  spawnSync('mkfifo', [path]);
  return path;
}

/** A shell that writes to a pipe, and is started before the pipe is read. */
function writer(script: string, path: string) {
  const shell = spawn('/bin/sh', ['-c', script, 'writer', path], { stdio: 'ignore' });
  onTestFinished(() => void shell.kill('SIGKILL'));
}

const text = (path: string, maxBytes = 1e6, pipeMs = 20_000) => {
  const read = readFileSafely(path, maxBytes, pipeMs);
  return 'bytes' in read ? read.bytes.toString() : read.problem;
};

test('a file, a directory, nothing, and more than there may be', () => {
  const dir = tempDir();
  const path = join(dir, 'file');
  writeFileSync(path, 'A=1\n');
  expect(text(path)).toBe('A=1\n');
  expect(text(path, 3)).toBe('too-large');
  expect(text(dir)).toBe('directory');
  expect(readFileSafely(join(dir, 'none'), 9)).toMatchObject({ problem: 'error', error: { code: 'ENOENT' } });
});

test('devices end, or are too large', () => {
  expect(text('/dev/null')).toBe('');
  expect(text('/dev/zero', 100_000)).toBe('too-large');
});

test('a pipe is read until its writer closes it, in as many pieces as it likes', () => {
  const path = pipe();
  writer('exec >"$1"; echo A=1; sleep 0.1; echo B=2', path);
  expect(text(path)).toBe('A=1\nB=2\n');
  const large = pipe();
  writer('head -c 300000 /dev/zero >"$1"', large);
  expect(text(large)).toHaveLength(300_000);
});

test('nobody is waited for longer than that', () => {
  expect(text(pipe(), 1e6, 50)).toBe('silent-pipe');
  const path = pipe();
  writer('exec >"$1"; while echo A=1; do sleep 0.01; done', path);
  expect(text(path, 1e6, 1000)).toMatch(/^(silent|endless)-pipe$/); // how soon a shell starts is not ours to say
});

test('a file that is not text is reported as a problem of that file', () => {
  const dir = tempDir();
  mkdirSync(join(dir, 'zinit.toml'));
  const disk = openDisk(dir);
  expect(disk.read(join(dir, 'zinit.toml'))).toMatchObject({ code: 'is-a-directory' });
  const path = pipe();
  expect(disk.read(path)).toMatchObject({
    code: 'silent-pipe',
    severity: 'error',
    message: expect.stringContaining('is a pipe, and no data came within 2 s'),
  });
}, 20_000);
