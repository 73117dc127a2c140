import { spawn, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { beforeAll, expect, onTestFinished, test } from 'vitest';
import { guardianScript } from '../../../src/adapters/process/guardian-script.ts';
import { hasProc } from '../../../src/system.ts';
import { busyboxEnv, hasBusybox } from '../../helpers/busybox.ts';
import { needs } from '../../helpers/needs.ts';
import { killAll, lives } from '../../helpers/processes.ts';
import { program } from '../../helpers/programs.ts';
import { shellClock } from '../../helpers/shell-clock.ts';
import { tempDir } from '../../helpers/temp.ts';
import { until } from '../../helpers/wait.ts';
import { bundleHostProgram, openHost, run } from './rig.ts';

let bundle = '';

beforeAll(async () => {
  bundle = await bundleHostProgram();
});

const commands = [
  'sleep 300 & echo ready $$ $!; wait',
  program('ignores-sigterm.mjs'),
  program('double-forks.mjs', 'stay', 'stubborn'),
  program('leader-dies.sh'),
  'env -i /bin/sh -c "echo ready \\$\\$; exec sleep 300"', // has no marker, only a group
];

test('when the host is killed, nothing is left within two seconds', async () => {
  const { host, pids } = await startHost(commands);
  const stranger = spawn('sleep', ['300'], { detached: true, stdio: 'ignore' });
  onTestFinished(() => killAll([stranger.pid!]));
  expect(pids.length).toBe(7);
  expect(pids.every(lives)).toBe(true);
  const clock = shellClock();
  host.kill('SIGKILL');
  await until(() => !pids.some(lives), { what: 'the end of all services' });
  expect(clock.tenths()).toBeLessThan(20);
  expect(lives(stranger.pid!)).toBe(true);
});

test('when the host ends in order, the guardian goes without ending anything', async () => {
  const { host, pids, guardian } = await startHost(['echo ready $$; exec sleep 300']);
  host.stdin!.write('close\n');
  await until(() => !lives(guardian));
  expect(pids.every(lives)).toBe(true);
});

test('the guardian keeps no output open and does not carry the marker', async () => {
  const { guardian } = await startHost(['echo ready $$; exec sleep 300']);
  if (process.platform !== 'linux') return;
  expect(readFileSync(`/proc/${guardian}/environ`, 'utf8')).not.toContain('ZDEV_RUN');
});

test('a guardian that is killed is replaced, and the services stay guarded', async () => {
  const { host, pids, guardian } = await startHost(['echo ready $$; exec sleep 300', program('forks-orphan.sh')]);
  process.kill(guardian, 'SIGKILL');
  const next = () => guardiansOf(host.pid!).filter((pid) => pid !== guardian);
  await until(() => next().length === 1, { what: 'another guardian' });
  expect(pids.every(lives)).toBe(true);
  host.kill('SIGKILL');
  await until(() => !pids.some(lives), { what: 'the end of all services' });
});

test('if no guardian can run, zdev says so once', async () => {
  const host = openHost({ guarded: true, environ: { ...process.env, OUTER: '1' } });
  const observed = run(host, 'echo ready $$; exec sleep 300');
  await observed.ready();
  await until(() => {
    killAll(guardiansOf(process.pid));
    return host.notices.length > 0;
  });
  await run(host, 'true').ended();
  expect(host.notices).toEqual([expect.stringMatching(/guardian process ended with SIGKILL/)]);
});

test('the guardian is there before the first service', async () => {
  const host = openHost({ guarded: true });
  await host.prepare(1);
  await until(() => guardiansOf(process.pid).length === 1, { what: 'a guardian' });
});

test(
  'the guardian ends daemons with the tools of busybox, too',
  needs(hasBusybox && hasProc(), 'it needs busybox and /proc'),
  async () => {
    const { host, pids } = await startHost([program('double-forks.mjs', 'stay')], busyboxEnv());
    host.kill('SIGKILL');
    await until(() => !pids.some(lives), { what: 'the end of all services' });
  },
);

test('the guardian forgets a thousand groups at little cost, and ends only those that it was not told to forget', async () => {
  const [kept, forgotten] = [0, 1].map(() => spawn('sleep', ['300'], { detached: true, stdio: 'ignore' }).pid!);
  onTestFinished(() => killAll([kept!, forgotten!]));
  // Above all numbers that a system gives.
  const thousand = Array.from({ length: 1000 }, (_, i) => 10_000_000 + 3 * i);
  const ended = [...thousand, forgotten!].reverse();
  const told = [
    `marker/of-nobody/`,
    ...[...thousand, forgotten, kept].map((id) => `+ ${id}`),
    ...ended.map((id) => `- ${id}`),
  ];
  const guardian = spawn('/bin/sh', ['-c', '/bin/sh -c "$1"; times', 'sh', guardianScript()]);
  let times = '';
  guardian.stdout.on('data', (chunk) => {
    times += chunk;
  });
  guardian.stdin.end(`${told.join('\n')}\n`);
  await until(() => !lives(kept!), { what: 'the end of the group that was kept' });
  await until(() => guardian.exitCode !== null && times.includes('\n'), { what: 'the end of the guardian' });
  expect(lives(forgotten!)).toBe(true);
  // Processor time of the script and of what it started: 0.1 s, and 14 s with one list.
  const [, ofChildren = ''] = times.split('\n');
  const seconds = [...ofChildren.matchAll(/(\d+)m([\d.]+)s/g)].map(
    ([, minutes, rest]) => 60 * Number(minutes) + Number(rest),
  );
  expect(seconds).toHaveLength(2);
  expect(Math.max(...seconds)).toBeLessThan(3);
});

/** Starts a program that runs `commands` with the adapter, and waits until all are set up. */
async function startHost(commands: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const dir = tempDir();
  const host = spawn(process.execPath, ['-e', bundle, dir, ...commands], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { ...process.env, ...env },
  });
  let text = '';
  host.stdout.on('data', (chunk) => {
    text += chunk;
  });
  const pids = () =>
    [...text.matchAll(/ready(.*)\n/g)].flatMap(([, numbers]) => numbers!.match(/\d+/g) ?? []).map(Number);
  onTestFinished(() => {
    host.kill('SIGKILL');
    killAll(pids());
  });
  const guardians = () => guardiansOf(host.pid!);
  await until(() => text.split('ready').length > commands.length && guardians().length === 1, { what: () => text });
  return { host, pids: pids(), guardian: guardians()[0]! };
}

/** Children of a process that are guardians. */
function guardiansOf(parent: number): number[] {
  const { stdout } = spawnSync('ps', ['-ax', '-o', 'pid=,ppid=,command='], { encoding: 'utf8' });
  const lines = stdout.split('\n').map((line) => line.trim().split(/ +/));
  return lines
    .filter(([, ppid, ...words]) => Number(ppid) === parent && words.at(-1) === 'zdev-guardian')
    .map(([pid]) => Number(pid));
}
