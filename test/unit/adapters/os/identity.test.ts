import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { isRunning, ownIdentity, startTimeOf } from '../../../../src/adapters/os/identity.ts';
import { lockProject } from '../../../../src/host/lock/lock.ts';
import { listProjects } from '../../../../src/host/lock/registry.ts';
import { onMac } from '../../../helpers/mac.ts';
import { tempDir } from '../../../helpers/temp.ts';
import { until } from '../../../helpers/wait.ts';

const mac = onMac();

for (const platform of ['linux', 'darwin'] as const) {
  test(`${platform}: a process is known by its pid and start time, whatever the caller's zone, language and PATH`, () => {
    use(platform);
    const own = ownIdentity();
    expect(own.startTime).toMatch(/\d/);
    expect(isRunning(own)).toBe(true);
    setEnv({ TZ: 'Asia/Tokyo', LC_ALL: 'de_DE.UTF-8', LC_TIME: 'de_DE.UTF-8', PATH: '/nowhere' });
    expect(ownIdentity()).toEqual(own);
    expect(isRunning(own)).toBe(true);
  });

  test(`${platform}: another caller in another time zone does not delete a project from the list`, () => {
    use(platform);
    const dir = tempDir();
    chmodSync(dir, 0o700);
    const lock = lockProject({ dir: '/shop', projectId: 'p1', stateDir: tempDir(), session: 's', runtimeDirs: [dir] });
    expect(lock.locked).toBe(true);
    setEnv({ TZ: 'Asia/Tokyo', PATH: '/nowhere' });
    expect(listProjects([dir])).toHaveLength(1);
  });

  test(`${platform}: a process that is gone, a zombie, and another start time are not it`, async () => {
    use(platform);
    const { pid: gone } = spawnSync('true');
    expect(startTimeOf(gone)).toBeNull();
    expect(isRunning({ pid: gone, startTime: '1' })).toBe(false);
    expect(isRunning({ pid: process.pid, startTime: 'another' })).toBe(false);
    // The shell becomes a program that never waits for its child.
    const parent = spawn('/bin/sh', ['-c', 'true & echo $!; exec sleep 60'], { stdio: ['ignore', 'pipe', 'ignore'] });
    onTestFinished(() => void parent.kill('SIGKILL'));
    const text = await new Promise((resolve) => parent.stdout.once('data', resolve));
    const zombie = Number(String(text));
    await until(() => !isRunning({ pid: zombie, startTime: null }), { what: 'the end of a zombie' });
    expect(startTimeOf(zombie)).toBeNull();
  });
}

test('where the system does not tell start times, a process that exists counts as the one', () => {
  use('darwin');
  const dir = tempDir();
  writeFileSync(join(dir, 'ps'), '#!/bin/sh\nexit 127\n', { mode: 0o755 });
  const door = globalThis as { [key: symbol]: unknown };
  door[Symbol.for('zdev.system')] = { platform: 'darwin', toolDirs: [dir] };
  expect(ownIdentity().startTime).toBeNull();
  expect(isRunning({ pid: process.pid, startTime: 'some time' })).toBe(true);
  expect(isRunning({ pid: spawnSync('true').pid, startTime: 'some time' })).toBe(false);
});

test('only one file asks what system this is', () => {
  const src = fileURLToPath(new URL('../../../../src', import.meta.url));
  const files = readdirSync(src, { recursive: true, encoding: 'utf8' }).filter((name) => /\.tsx?$/.test(name));
  const asking = files.filter((name) => readFileSync(join(src, name), 'utf8').includes('process.platform'));
  // The screen knows nothing but the protocol, and lends its system to pure functions.
  expect(asking.filter((name) => !name.startsWith('tui/'))).toEqual(['system.ts']);
});

function use(platform: 'linux' | 'darwin'): void {
  mac.use(platform === 'darwin');
}

function setEnv(values: Readonly<Record<string, string>>): void {
  const before = { ...process.env };
  Object.assign(process.env, values);
  onTestFinished(() => {
    for (const name of Object.keys(values)) delete process.env[name];
    Object.assign(process.env, before);
  });
}
