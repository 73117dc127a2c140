import { spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { createEndings } from '../../../src/adapters/process/endings.ts';
import { createTree } from '../../../src/adapters/process/process-tree.ts';
import { readStat } from '../../../src/adapters/process/scan-linux.ts';
import type { Scan } from '../../../src/adapters/process/table.ts';
import { hasProc } from '../../../src/system.ts';
import { needs } from '../../helpers/needs.ts';
import { killAll, lives } from '../../helpers/processes.ts';
import { tempDir } from '../../helpers/temp.ts';
import { until } from '../../helpers/wait.ts';
import { type Observed, openHost, run } from './rig.ts';

const procfs = needs(hasProc(), 'it needs /proc');
const MINDS = "trap 'echo bye; exit 7' TERM; echo ready; while :; do sleep 0.1; done";
const END = { timeoutMs: 20_000 };

/** A service on a terminal that outlives its supervisor, and who passes that terminal on. */
async function onTerminal(
  command: string,
  stateDir = tempDir(),
): Promise<Observed & { leader: number; relay: number }> {
  const observed = run(openHost({ outlivesSupervisor: true, stateDir }), command, { tty: true });
  await observed.ready();
  const leader = observed.handle.pid!;
  return { ...observed, leader, relay: readStat(leader)!.ppid };
}

/** The relay is suspended first: it does not hear that its leader is suspended until it goes on itself. */
async function suspendDeaf({ leader, relay, log }: { leader: number; relay: number; log: string[] }): Promise<void> {
  process.kill(relay, 'SIGSTOP');
  process.kill(-leader, 'SIGSTOP');
  await until(() => log.includes('suspended'), END);
}

async function ends(observed: Observed): Promise<void> {
  await until(() => observed.log.includes('end'), { ...END, what: `the end: ${observed.log}` });
}

test('a suspended service on a terminal ends in order, whatever its terminal has missed', procfs, async () => {
  const observed = await onTerminal(MINDS);
  await suspendDeaf(observed);
  observed.handle.signal('SIGTERM');
  await ends(observed);
  expect(observed.log.filter((line) => /exited|treeGone/.test(line))).toEqual(['exited 7', 'treeGone']);
  expect(observed.text()).toContain('bye');
  expect(lives(observed.relay)).toBe(false);
});

test('SIGKILL ends a suspended service on a terminal, whatever its terminal has missed', procfs, async () => {
  const observed = await onTerminal('echo ready; exec sleep 300');
  await suspendDeaf(observed);
  process.kill(-observed.leader, 'SIGKILL');
  await until(() => readStat(observed.leader)?.dead ?? true, END); // null: it was waited for already
  await ends(observed);
  expect(observed.log.filter((line) => /exited|treeGone/.test(line))).toEqual(['exited SIGKILL', 'treeGone']);
});

test('a service on a terminal tells its exit status although its files were deleted', procfs, async () => {
  const stateDir = tempDir();
  const observed = await onTerminal(MINDS, stateDir);
  rmSync(join(stateDir, 'runs'), { recursive: true });
  observed.handle.signal('SIGTERM');
  await ends(observed);
  expect(observed.log).toContain('exited 7');
});

test('what comes last is not lost when the terminal must be closed', procfs, async () => {
  const lines = 20_000;
  const observed = await onTerminal(
    `echo ready; read -r line; i=0; while [ $i -lt ${lines} ]; do i=$((i+1)); echo line $i; done; kill -STOP $PPID`,
  );
  observed.handle.write?.('go\r');
  await until(() => readStat(observed.leader)?.state === 'T', END);
  observed.handle.signal('SIGKILL');
  await ends(observed);
  expect(observed.text()).toContain(`line ${lines}\r\n`);
});

test('SIGKILL reaches what has left the group, and does not wait for the end of the group', async () => {
  const [leader, stray] = [1, 2].map(() => spawn('sleep', ['300'], { stdio: 'ignore', detached: true }).pid!);
  onTestFinished(() => killAll([leader!, stray!]));
  const scan: Scan = {
    complete: true,
    survivors: () => ({ pids: [leader!, stray!].filter(lives), sure: true }),
    all: () => [],
    members: () => [],
    groupLives: () => true,
  };
  const tree = createTree({ pgid: leader!, marker: 'mark', endings: createEndings(async () => scan), gone() {} });
  tree.signal('SIGTERM');
  await until(() => !lives(leader!));
  expect(lives(stray!)).toBe(true);
  tree.signal('SIGKILL');
  await until(() => !lives(stray!), END);
});
