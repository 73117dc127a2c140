import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterEach, expect, test } from 'vitest';
import { isHeldUp } from '../../../src/adapters/process/held-up.ts';
import { readStat } from '../../../src/adapters/process/scan-linux.ts';
import { hasProc } from '../../../src/system.ts';
import { onMac } from '../../helpers/mac.ts';
import { killAll } from '../../helpers/processes.ts';
import { until } from '../../helpers/wait.ts';

const mac = onMac();
mac.use(false);
const children: ChildProcess[] = [];

afterEach(async () => {
  mac.use(false);
  const alive = children.splice(0).filter(({ exitCode, signalCode }) => exitCode === null && signalCode === null);
  const ends = alive.map((child) => once(child, 'exit'));
  killAll(alive.flatMap(({ pid }) => pid ?? []));
  await Promise.all(ends);
});

/** A shell that runs this, and its pid. */
function shell(script: string): { readonly pid: number; readonly output: () => string } {
  const child = spawn('/bin/sh', ['-c', script], { stdio: ['ignore', 'pipe', 'ignore'] });
  children.push(child);
  let text = '';
  child.stdout.on('data', (bytes) => {
    text += bytes;
  });
  return { pid: child.pid as number, output: () => text };
}

const isIn = (pid: number, state: string) =>
  until(() => readStat(pid)?.state === state, { timeoutMs: 30_000, what: `process ${pid} is in state ${state}` });

/** Any process that wants to work has had less than this share of an hour. */
const HOUR_MS = 3_600_000;

test.skipIf(!hasProc())('a process that wants to work and hardly gets to is held up', async () => {
  const { pid } = shell('while :; do :; done');
  await isIn(pid, 'R');
  expect(isHeldUp(pid, HOUR_MS)).toBe(true);
});

test.skipIf(!hasProc())('a process that gets at least half a processor is not', async () => {
  const { pid } = shell('while :; do :; done');
  await isIn(pid, 'R');
  // It has worked for longer than a millisecond: all the time that it is said to have existed.
  await until(() => !isHeldUp(pid, 1), { timeoutMs: 30_000, what: 'it has worked for half a millisecond' });
  expect(readStat(pid)?.state).toBe('R');
  expect(isHeldUp(pid, HOUR_MS)).toBe(true);
});

test.skipIf(!hasProc())('a process that waits for something has nothing to be kept from', async () => {
  const { pid } = shell('exec sleep 1000');
  await isIn(pid, 'S');
  expect(isHeldUp(pid, HOUR_MS)).toBe(false);
});

test.skipIf(!hasProc())('a process that has ended already, unseen, is waited for', async () => {
  // The child ends once the shell has become sleep, which does not ask how a child has ended.
  const child = 'until read -r name < /proc/$$/comm && [ "$name" = sleep ]; do :; done';
  const { output } = shell(`{ ${child}; } & echo $!; exec sleep 1000`);
  await until(() => output().endsWith('\n'), { timeoutMs: 30_000, what: 'the shell tells the pid of its child' });
  const pid = Number(output());
  await isIn(pid, 'Z');
  expect(isHeldUp(pid, 0)).toBe(true);
});

test('a process that nobody knows is not', () => {
  expect(isHeldUp(2 ** 30, HOUR_MS)).toBe(false);
});

test('where the system does not tell, nobody is', async () => {
  const { pid } = shell('while :; do :; done');
  if (hasProc()) await isIn(pid, 'R');
  mac.use(true);
  expect(isHeldUp(pid, HOUR_MS)).toBe(false);
});
