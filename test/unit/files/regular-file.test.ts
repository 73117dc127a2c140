import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { headOfRegular, readRegular } from '../../../src/files/regular-file.ts';
import { tempDir } from '../../helpers/temp.ts';
import { until } from '../../helpers/wait.ts';
import { look } from '../adapters/diagnose/rig.ts';

/** The line in a pipe; empty if somebody has read it. */
const lineIn = (path: string) =>
  spawnSync('/bin/sh', ['-c', 'read line <"$1"; echo "$line"', 'reader', path], { timeout: 20_000 }).stdout.toString();

/** A pipe with a line in it, whose writer goes away after a while: who reads it by mistake waits, but not for ever. */
async function pipe(path: string): Promise<void> {
  spawnSync('mkfifo', [path]);
  const script = 'exec 3<>"$1"; echo precious >&3; echo ready; sleep 10; exec 3>&-; while :; do : >"$1"; done';
  const holder = spawn('/bin/sh', ['-c', script, 'holder', path], {
    stdio: ['ignore', 'pipe', 'ignore'],
    detached: true,
  });
  onTestFinished(() => void process.kill(-(holder.pid as number), 'SIGKILL'));
  let ready = false;
  holder.stdout.once('data', () => {
    ready = true;
  });
  await until(() => ready);
}

test('a regular file is read, also by a link; one that is too large, missing or no file is not', () => {
  const dir = tempDir();
  const path = join(dir, 'file');
  writeFileSync(path, 'grün');
  symlinkSync(path, join(dir, 'link'));
  expect([readRegular(path), readRegular(join(dir, 'link'))]).toEqual(['grün', 'grün']);
  expect([readRegular(path, 5), readRegular(path, 4)]).toEqual(['grün', null]);
  expect([headOfRegular(path, 2), headOfRegular(path, 100)?.slice(0, 2)]).toEqual(['gr', 'gr']);
  mkdirSync(join(dir, 'dir'));
  for (const name of ['dir', 'missing'])
    expect([readRegular(join(dir, name)), headOfRegular(join(dir, name), 9)]).toEqual([null, null]);
});

test('a pipe is neither waited for nor emptied', async () => {
  const path = join(tempDir(), 'pipe');
  await pipe(path);
  expect([readRegular(path), headOfRegular(path, 9)]).toEqual([null, null]);
  expect(lineIn(path)).toBe('precious\n');
});

test('a pipe in place of a file of the project does not hold up the search for the cause of a failure', async () => {
  const dir = tempDir();
  for (const name of ['package.json', '.env.example', 'Makefile']) await pipe(join(dir, name));
  const failed = { command: 'npm run dev', output: ["make: *** No rule to make target 'dev'.  Stop."] };
  await look(dir, {}, { ...failed, end: { code: 2, signal: null } });
  await look(dir, {}, { ...failed, output: ["KeyError: 'SECRET_KEY'"], end: { code: 1, signal: null } });
  const left = ['package.json', '.env.example', 'Makefile'].map((name) => lineIn(join(dir, name)));
  expect(left).toEqual(['precious\n', 'precious\n', 'precious\n']);
});
