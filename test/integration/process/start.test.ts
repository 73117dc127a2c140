import { spawn } from 'node:child_process';
import { chmodSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { ProcessHostOptions } from '../../../src/adapters/process/host.ts';
import { ordinaryUser } from '../../helpers/needs.ts';
import { program } from '../../helpers/programs.ts';
import { tempDir } from '../../helpers/temp.ts';
import { until } from '../../helpers/wait.ts';
import { bundleHostProgram, openHost, run } from './rig.ts';

test('a run reports its start, its exit and its end, in this order', async () => {
  const observed = run(openHost(), program('exits-with.sh', 7));
  expect(observed.log).toEqual([]);
  expect(observed.handle.pid).toBeNull();
  await observed.ended();
  expect(observed.log).toEqual(['spawned', 'exited 7', 'treeGone', 'end']);
  expect(observed.handle.pid).toBeGreaterThan(1);
});

test('an end by a signal is reported by the name of the signal', async () => {
  const observed = run(openHost(), `exec ${program('dies-by.sh', 'SEGV')}`);
  await observed.ended();
  expect(observed.log).toContain('exited SIGSEGV');
});

test('a process has the directory, the environment and the marker of its service', async () => {
  const dir = tempDir();
  const host = openHost({
    project: 'shop',
    session: 'now',
    environ: { PATH: process.env['PATH'], A: '1', B: '1', ZDEV_RUN: 'outer' },
  });
  const observed = run(host, 'pwd; echo $A $B $ZDEV_RUN', { dir, name: 'api', env: { B: '2' } });
  await observed.ended();
  expect(observed.text()).toMatch(new RegExp(`^${dir}\n1 2 shop/now/api/\\d+\n$`));
});

test('a process leads its own group and reads nothing from stdin', async () => {
  const observed = run(openHost(), 'ps -o pgid= -p $$; cat; echo end');
  await observed.ended();
  expect(observed.text().trim().split(/\s+/)).toEqual([String(observed.handle.pid), 'end']);
});

const WAYS: [string, Partial<ProcessHostOptions>, boolean][] = [
  ['on pipes', {}, false],
  ['on pipes that outlive zdev', { outlivesSupervisor: true }, false],
  ['on a pipe of Node', { stateDir: '/dev/null/zdev' }, false],
  ['on a terminal', {}, true],
];

test.each(WAYS)('stdin of a service is open, with nothing in it, %s', async (_, options, tty) => {
  const host = openHost(options);
  const observed = run(host, 'exec 3<&0; (cat <&3; echo over) & echo ready; wait', { stdin: 'open', tty });
  // asked for later, it is over later: if the first one had ended, it would have said so before
  await observed.ready();
  const other = run(host, 'cat; echo over', { stdin: 'closed', tty });
  await other.ended();
  expect(other.text().trim()).toBe('over');
  expect(observed.text().trim()).toBe('ready');
});

test('pipes leave no file behind, and their directory is private', async () => {
  const stateDir = join(tempDir(), '.zdev');
  const host = openHost({ stateDir });
  await host.prepare(3);
  await run(host, 'true').ended();
  // But for those made for the next start.
  expect(readdirSync(stateDir).filter((name) => !name.startsWith('pipe-'))).toEqual([]);
  expect(statSync(stateDir).mode & 0o777).toBe(0o700);
});

test('many runs at once, more than pipes were prepared for', async () => {
  const host = openHost();
  void host.prepare(3);
  const all = Array.from({ length: 30 }, (_, number) => run(host, `echo ${number}`));
  for (const [number, observed] of all.entries()) {
    await observed.ended();
    expect(observed.text()).toBe(`${number}\n`);
  }
});

test.each([
  ['is missing', (dir: string) => join(dir, 'none'), /^failed: directory .*none does not exist$/],
  ['is a file', fileIn, /^failed: .*file is not a directory$/],
])('a directory that %s is told in words', async (_, make, message) => {
  const observed = run(openHost(), 'true', { dir: make(tempDir()) });
  await observed.ended();
  expect(observed.log).toEqual([expect.stringMatching(message), 'end']);
});

test('a directory without permission is reported in words', ordinaryUser, async () => {
  const dir = join(tempDir(), 'closed');
  mkdirSync(dir);
  chmodSync(dir, 0);
  const observed = run(openHost(), 'true', { dir });
  await observed.ended();
  expect(observed.log[0]).toMatch(/no permission to enter directory/);
});

test('a lack of file descriptors is reported in words', async () => {
  const bundle = await bundleHostProgram();
  const script = 'ulimit -n 50; program=$1; shift; exec "$0" -e "$program" "$@"';
  const commands = Array.from({ length: 60 }, () => 'sleep 300');
  const args = ['-c', script, process.execPath, bundle, tempDir(), ...commands];
  const host = spawn('/bin/sh', args, { stdio: ['pipe', 'pipe', 'inherit'] });
  onTestFinished(() => void host.kill('SIGKILL')); // and the guardian ends the services
  let text = '';
  host.stdout.on('data', (chunk) => {
    text += chunk;
  });
  await until(() => text.includes('failed'));
  expect(text).toMatch(/^failed: too many open files \(raise the limit with `ulimit -n`\)$/m);
});

function fileIn(dir: string): string {
  writeFileSync(join(dir, 'file'), '');
  return join(dir, 'file');
}
