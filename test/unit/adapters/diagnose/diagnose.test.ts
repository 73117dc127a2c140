import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { stillCannotStart } from '../../../../src/adapters/diagnose/index.ts';
import { createKillCount, killInLog } from '../../../../src/adapters/diagnose/memory.ts';
import { tempDir } from '../../../helpers/temp.ts';
import { look } from './rig.ts';

const ended = (code: number) => ({ code, signal: null });
const shop = (rest: object) => JSON.stringify({ scripts: { dev: 'vite', build: 'vite build' }, ...rest });

test('a command that is not in the PATH: with the one that was probably meant', async () => {
  const { trouble, cannotStart, awaited } = await look(tempDir(), { 'bin/python3*': '' }, { command: 'python app.py' });
  expect(trouble).toEqual({ type: 'command-missing', command: 'python', near: 'python3' });
  expect(cannotStart).toBe(true);
  expect(awaited).toEqual([expect.stringMatching(/\/bin\/python$/)]);
});

test('a script without the permission to be run', async () => {
  const { trouble, cannotStart } = await look(
    tempDir(),
    { 'start.sh': '#!/bin/sh\n' },
    { command: './start.sh', end: ended(126) },
  );
  expect([trouble, cannotStart]).toEqual([{ type: 'not-executable', path: './start.sh' }, true]);
});

test.each([
  ['by its path', '#!/opt/no/such/bash\n', '/opt/no/such/bash'],
  ['by env', '#!/usr/bin/env -S no-such-deno run\n', 'no-such-deno'],
])('the interpreter of a script is missing, named %s', async (_, head, interpreter) => {
  const { trouble } = await look(tempDir(), { 'run*': head }, { command: './run --fast' });
  expect(trouble).toEqual({ type: 'interpreter-missing', path: './run', interpreter });
});

test.each(['./start.sh', 'sh start.sh', 'bash ./start.sh'])('line ends of Windows in what %s runs', async (command) => {
  const files = { 'start.sh*': '#!/bin/bash\r\nset -e\r\nexec sleep 1\r\n' };
  const { trouble } = await look(tempDir(), files, { command, end: ended(command.startsWith('.') ? 127 : 2) });
  expect(trouble).toEqual({ type: 'crlf', path: expect.stringContaining('start.sh') });
});

test('a directory that is run', async () => {
  const { trouble } = await look(tempDir(), { 'server/': '' }, { command: './server', end: ended(126) });
  expect(trouble).toEqual({ type: 'is-directory', path: './server' });
});

test('a program of another machine', async () => {
  const output = ['/bin/sh: 1: ./server: Exec format error'];
  const { trouble } = await look(tempDir(), { 'server*': '\x7fELF' }, { command: './server', output, end: ended(126) });
  expect(trouble).toEqual({ type: 'wrong-format', path: './server' });
});

test('the working directory: misspelled, one level up too, or a file', async () => {
  const dir = tempDir();
  const at = (path: string) =>
    look(dir, { 'server/api/': '', notes: '' }, { command: 'x', dir: join(dir, path), end: null });
  expect((await at('sevrer')).trouble).toEqual({
    type: 'dir-missing',
    dir: 'sevrer',
    near: 'server',
    place: null,
  });
  expect((await at('sevrer/api')).trouble).toMatchObject({ near: 'server/api' });
  expect(await at('notes')).toMatchObject({
    trouble: { type: 'dir-is-file' },
    cannotStart: true,
    awaited: [join(dir, 'notes')],
  });
});

test.each([
  ['npm run dve', 'npm error Missing script: "dve"'],
  ['npm run dve', 'npm ERR! Missing script: "dve"'],
  ['pnpm dve', ' ERR_PNPM_RECURSIVE_EXEC_FIRST_FAIL  Command "dve" not found'],
  ['yarn dve', 'error Command "dve" not found.'],
  ['bun run dve', 'error: Script not found "dve"'],
])('%s: a script that package.json does not have', async (command, line) => {
  const { trouble, cannotStart, awaited } = await look(
    tempDir(),
    { 'package.json': shop({}) },
    { command, output: [line], end: ended(1) },
  );
  expect(trouble).toEqual({
    type: 'script-missing',
    manager: command.split(' ')[0],
    script: 'dve',
    near: 'dev',
    scripts: ['dev', 'build'],
  });
  expect([cannotStart, awaited]).toEqual([true, [expect.stringMatching(/\/package\.json$/)]]);
});

test.each([
  ['package-lock.json', 'npm ci'],
  ['pnpm-lock.yaml', 'pnpm install'],
  ['yarn.lock', 'yarn install'],
  ['bun.lockb', 'bun install'],
  ['none', 'npm install'],
])('no node_modules beside %s: %s', async (lock, install) => {
  const files = { 'package.json': shop({ devDependencies: { vite: '6' } }), [lock]: '' };
  const { trouble, cannotStart } = await look(tempDir(), files, {
    command: 'npm run dev',
    output: ['sh: 1: vite: not found'],
  });
  expect([trouble, cannotStart]).toEqual([{ type: 'not-installed', what: 'vite', install }, true]);
});

test('a module of a workspace that is not installed: at the root of the workspace', async () => {
  const dir = tempDir();
  const files = {
    'package.json': '{"workspaces":["a"]}',
    'package-lock.json': '',
    'a/package.json': '{"dependencies":{"@x/y":"1"}}',
  };
  const output = ["Error: Cannot find module '@x/y/z'"];
  const { trouble, awaited } = await look(dir, files, {
    command: 'node a.js',
    dir: join(dir, 'a'),
    output,
    end: ended(1),
  });
  expect(trouble).toEqual({ type: 'not-installed', what: '@x/y', install: 'npm ci' });
  expect(awaited).toContain(join(dir, 'node_modules'));
});

test.each([
  [["Error: Cannot find module 'leftpad'", 'Require stack:', '- /app/a.js'], 'leftpad', 'npm install leftpad'],
  [
    ["Error [ERR_MODULE_NOT_FOUND]: Cannot find package 'leftpad' imported from /app/a.js"],
    'leftpad',
    'npm install leftpad',
  ],
  [['npm error npx canceled due to missing packages and no YES option: ["tsx@4.23.15"]'], 'tsx', 'npm install tsx'],
  [["Cannot find module 'x'", 'Require stack:', '- /app/node_modules/y/index.js'], null, null],
])('a package that package.json does not name: %j', async (output, what, install) => {
  const { trouble } = await look(
    tempDir(),
    { 'package.json': shop({}), 'node_modules/.package-lock.json': '' },
    { command: 'node a.js', output, end: ended(1) },
  );
  expect(trouble).toEqual(what === null ? null : { type: 'not-installed', what, install });
});

test('a program of node_modules that is not installed', async () => {
  const { trouble } = await look(
    tempDir(),
    { 'package.json': shop({ devDependencies: { vite: '6' } }) },
    { command: 'node_modules/.bin/vite', output: ['/bin/sh: 1: node_modules/.bin/vite: not found'] },
  );
  expect(trouble).toEqual({ type: 'not-installed', what: 'vite', install: 'npm install' });
});

test('node_modules that are still being filled are awaited, and a mistake in the code is not taken for them', async () => {
  const dir = tempDir();
  const files = {
    'package.json': shop({ dependencies: { express: '4' } }),
    'package-lock.json': '',
    'node_modules/express/index.js': '',
  };
  const failed = {
    command: 'node server.js',
    dirPlace: null,
    output: ["Error: Cannot find module 'express'"],
    end: ended(1),
  };
  expect((await look(dir, files, failed)).cannotStart).toBe(true);
  writeFileSync(join(dir, 'node_modules/.package-lock.json'), '');
  const request = { ...failed, engines: null, dir, root: dir, env: {}, port: undefined, requires: [], services: [] };
  expect(stillCannotStart(request)).toBe(false);
  const own = ["Error: Cannot find module './routes'"];
  expect((await look(dir, { 'server.js': '' }, { ...failed, output: own })).trouble).toEqual({
    type: 'file-missing',
    path: './routes',
    near: null,
    inDir: null,
  });
});

test.each([
  [
    '.venv/bin/python app.py',
    { 'requirements.txt': '' },
    '.venv/bin/python',
    'python3 -m venv .venv && .venv/bin/pip install -r requirements.txt',
  ],
  ['. venv/bin/activate && flask run', {}, 'venv/bin/activate', 'python3 -m venv venv'],
  ['.venv/bin/uvicorn app:app', { 'uv.lock': '' }, '.venv/bin/uvicorn', 'uv sync'],
])('no virtual environment: %s', async (command, files, path, make) => {
  const { trouble, cannotStart } = await look(tempDir(), files, { command, end: ended(2) });
  expect([trouble, cannotStart]).toEqual([{ type: 'virtualenv-missing', path, make }, true]);
});

test('a file that the command names is missing', async () => {
  const dir = tempDir();
  const output = [`Error: Cannot find module '${dir}/sevrer.js'`];
  const { trouble, cannotStart } = await look(
    dir,
    { 'server.js': '' },
    { command: 'node sevrer.js', output, end: ended(1) },
  );
  expect([trouble, cannotStart]).toEqual([
    { type: 'file-missing', path: 'sevrer.js', near: 'server.js', inDir: null },
    true,
  ]);
});

test('what a script of the project misses is named, and tried again', async () => {
  const output = ['./start.sh: 3: redis-server: not found'];
  const found = await look(
    tempDir(),
    { 'start.sh*': '#!/bin/sh\n' },
    { command: './start.sh', output, env: { PATH: '/bin' } },
  );
  expect(found).toMatchObject({ trouble: { type: 'command-missing', command: 'redis-server' }, cannotStart: false });
});

test('a status of 127 with nothing missing says nothing', async () => {
  const found = await look(tempDir(), { 'bin/tool*': '#!/bin/sh\n' }, { command: 'tool', env: { PATH: 'bin:/bin' } });
  expect(found).toEqual({ trouble: null, error: [], cannotStart: false, awaited: [] });
});

test('packages of another language', async () => {
  const output = ["ModuleNotFoundError: No module named 'flask'"];
  const { trouble, cannotStart } = await look(
    tempDir(),
    { 'requirements.txt': 'flask' },
    { command: 'python3 app.py', output, end: ended(1) },
  );
  expect([trouble, cannotStart]).toEqual([
    { type: 'not-installed', what: 'flask', install: 'pip install -r requirements.txt' },
    false,
  ]);
});

test('an address in use: the holder is looked up', async () => {
  const holder = { pid: 41, command: 'node other.js' };
  const output = ['Error: listen EADDRINUSE: address already in use 127.0.0.1:3000', '    at x'];
  const { trouble, error } = await look(tempDir(), {}, { command: 'node a.js', output, end: ended(1) }, holder);
  expect(trouble).toEqual({ type: 'port-taken', port: 3000, holder });
  expect(error[0]).toBe(output[0]);
});

test('a port that the output does not name is that of the service', async () => {
  const output = ['OSError: [Errno 98] Address already in use'];
  const at = async (failed: { port?: number; env?: object }) =>
    (await look(tempDir(), {}, { command: 'python3 a.py', output, end: ended(1), ...failed } as never)).trouble;
  expect(await at({ port: 8000 })).toMatchObject({ port: 8000 });
  expect(await at({ env: { PORT: '5000' } })).toMatchObject({ port: 5000 });
  expect(await at({})).toMatchObject({ port: null });
});

test('the log of the kernel is read only while its count of kills for want of memory has just moved', () => {
  const never = createKillCount();
  expect(never(0, 1000)).toBe(false);
  expect(never(1, 1001)).toBe(true);
  expect(never(1, 1002)).toBe(true); // two services were killed at once
  expect(never(1, 1100)).toBe(false);
  expect(createKillCount()(3, 1000)).toBe(true); // nobody knows when those were
  expect(createKillCount()(null, 1000)).toBe(true); // an old kernel does not count
});

test('a kill for want of memory is known by the log of the kernel, if it was just now', () => {
  const machine = '[ 1000.5] Out of memory: Killed process 12 (node) total-vm:1kB';
  const group = '[ 1001.0] Memory cgroup out of memory: Killed process 13 (node) total-vm:1kB';
  expect(killInLog(`[    1.0] boot\n${machine}`, 1002)).toBe('machine');
  expect(killInLog(`${machine}\n${group}`, 1002)).toBe('group');
  expect(killInLog(machine, 1100)).toBeNull();
});

test('a file where the directory should be is no reason to fail', async () => {
  const dir = tempDir();
  mkdirSync(join(dir, 'package.json'));
  expect((await look(dir, {}, { command: 'npm run x', output: ['boom'], end: ended(1) })).cannotStart).toBe(false);
});

test('no container engine: said as that, and tried again when one is there', async () => {
  const { trouble, cannotStart, awaited } = await look(tempDir(), { 'bin/sh*': '' }, { command: 'podman --version' });
  expect(trouble).toEqual({ type: 'engine-missing', engine: 'podman' });
  expect(cannotStart).toBe(true);
  expect(awaited).toEqual([expect.stringMatching(/\/bin\/podman$/)]);
});

test('a file of the project that another one loads: with the one that was probably meant', async () => {
  const dir = tempDir();
  const required = ["Error: Cannot find module './lib/confg'", 'Require stack:', `- ${join(dir, 'server.js')}`];
  const files = { 'server.js': '', 'lib/config.js': '' };
  const failed = { command: 'node server.js', end: ended(1) };
  expect((await look(dir, files, { ...failed, output: required })).trouble).toEqual({
    type: 'file-missing',
    path: './lib/confg',
    near: './lib/config',
    inDir: null,
  });
  const imported = [
    `Error [ERR_MODULE_NOT_FOUND]: Cannot find module '${dir}/lib/confg.js' imported from ${dir}/server.js`,
  ];
  expect((await look(dir, files, { ...failed, output: imported })).trouble).toMatchObject({ path: 'lib/confg.js' });
});
