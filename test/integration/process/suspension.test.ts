import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, onTestFinished, test } from 'vitest';
import { readStat } from '../../../src/adapters/process/scan-linux.ts';
import { createSuspensions } from '../../../src/adapters/process/suspension.ts';
import type { Member, Scan } from '../../../src/adapters/process/table.ts';
import { hasProc } from '../../../src/system.ts';
import { needs } from '../../helpers/needs.ts';
import { until } from '../../helpers/wait.ts';

test(
  'a process that starts during a scan of the process table is found by the next scan',
  needs(hasProc(), 'it needs /proc'),
  async () => {
    const child = spawn('sleep', ['60'], { stdio: 'ignore' });
    onTestFinished(() => void child.kill('SIGKILL'));
    const pid = child.pid!;
    child.kill('SIGSTOP');
    await until(() => readStat(pid)?.state === 'T');

    const looks: ((scan: Scan) => void)[] = [];
    const told: boolean[] = [];
    const suspensions = createSuspensions(() => new Promise((resolve) => looks.push(resolve)));
    suspensions.add({ pid, marker: 'mark', lingers: false, tell: (suspended) => told.push(suspended) });
    onTestFinished(() => suspensions.remove(pid));

    process.emit('SIGCHLD');
    await until(() => looks.length === 1);
    const isHeard = once(process, 'SIGCHLD');
    child.kill('SIGCONT');
    await isHeard;
    looks[0]!(sees(pid, 'T'));
    await until(() => looks.length === 2);
    looks[1]!(sees(pid, 'S'));
    await until(() => told.length === 2);
    expect(told).toEqual([true, false]);
  },
);

test(
  'a suspension that the system tells together with the end of another leader is noticed',
  needs(hasProc(), 'it needs /proc'),
  async () => {
    const told: number[] = [];
    const suspensions = createSuspensions(async () => sees(0, 'T'));
    const pids = [1, 2].map(() => {
      const child = spawn('sleep', ['60'], { stdio: 'ignore' });
      onTestFinished(() => void child.kill('SIGKILL'));
      const pid = child.pid!;
      suspensions.add({ pid, marker: `mark ${pid}`, lingers: false, tell: () => told.push(pid) });
      onTestFinished(() => suspensions.remove(pid));
      return pid;
    });
    // A look at all leaders takes a while, and for long after it, the end of a leader explains what the system tells.
    process.emit('SIGCHLD');
    for (const pid of pids) {
      suspensions.exited();
      process.kill(pid, 'SIGSTOP');
      await until(() => told.includes(pid));
    }
  },
);

function sees(pid: number, state: string): Scan {
  const members: Member[] = [{ pid, ppid: process.pid, pgid: pid, state, memoryBytes: 0, cpuMs: 0, ageMs: 0 }];
  return {
    complete: true,
    survivors: () => ({ pids: [pid], sure: true }),
    all: () => [],
    members: () => members,
    groupLives: () => true,
  };
}
