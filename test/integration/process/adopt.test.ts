import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { beforeAll, expect, onTestFinished, test } from 'vitest';
import { endLeftovers } from '../../../src/adapters/process/leftovers.ts';
import { readStat } from '../../../src/adapters/process/scan-linux.ts';
import type { RunIdentity } from '../../../src/core/restored.ts';
import { hasProc } from '../../../src/system.ts';
import { needs } from '../../helpers/needs.ts';
import { killAll, lives, rests } from '../../helpers/processes.ts';
import { program } from '../../helpers/programs.ts';
import { tempDir } from '../../helpers/temp.ts';
import { until } from '../../helpers/wait.ts';
import { adopt, openHost } from './rig.ts';

let bundle = '';

beforeAll(async () => {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL('detached-host-program.ts', import.meta.url))],
    bundle: true,
    platform: 'node',
    format: 'cjs',
    write: false,
    external: ['node-pty'],
  });
  bundle = outputFiles[0]!.text;
});

/** For a shell: waits for a file. */
const waitsFor = (path: string) => `until [ -e '${path}' ]; do /bin/sleep 0.02; done`;

const WAYS: [string, boolean][] = [
  ['on pipes', false],
  ['on a terminal', true],
];

/** What was written to a terminal, as it would be on a pipe. */
const plain = (text: string) => text.replaceAll('\r\n', '\n');

const numbers = (count: number) => Array.from({ length: count }, (_, index) => `${index + 1}\n`).join('');

test.each(WAYS)('60 of 60 lines, and the exit status, across a kill -9 of the host, %s', async (_, tty) => {
  const first = await startHost(program('counts.mjs', 60, 5), { tty });
  await until(() => /\n20\r?\n/.test(first.text()));
  await kill(first.host);
  expect(lives(first.identity.pid)).toBe(true);
  const second = adopt(
    openHost({ stateDir: first.stateDir, project: 'detached', outlivesSupervisor: true }),
    first.identity,
  );
  await second.ended();
  expect(plain(first.text() + second.text())).toBe(numbers(60));
  expect(second.log).toEqual(['exited 5', 'treeGone', 'end']);
  expect(readdirSync(join(first.stateDir, 'runs'))).toEqual([]);
});

test.each(WAYS)('a run that ended without a host is reported with its output and status, %s', async (_, tty) => {
  const go = join(tempDir(), 'go');
  const first = await startHost(`${program('counts.mjs', 5)}; ${waitsFor(go)}; ${program('counts.mjs', 30, 3)}`, {
    tty,
  });
  await until(() => /\n5\r?\n/.test(first.text()));
  await kill(first.host);
  writeFileSync(go, '');
  await until(() => /^3$/m.test(readFileSync(join(first.stateDir, 'runs/web-1.notes.log'), 'utf8')));
  const second = adopt(openHost({ stateDir: first.stateDir, project: 'detached' }), first.identity);
  await second.ended();
  expect(plain(first.text() + second.text())).toBe(numbers(5) + numbers(30));
  expect(second.log).toEqual(['exited 3', 'treeGone', 'end']);
  await until(() => !lives(first.identity.pid));
});

test.each(WAYS)('an adopted run is stopped as any other, its daemons included, %s', async (_, tty) => {
  const first = await startHost(program('double-forks.mjs', 'stay'), { tty });
  await until(() => /ready.*\n/.test(plain(first.text())));
  const [daemon] = /\d+/.exec(/ready(.*)\n/.exec(plain(first.text()))![1]!)!.map(Number);
  await kill(first.host);
  const second = adopt(openHost({ stateDir: first.stateDir, project: 'detached' }), first.identity);
  second.handle.signal('SIGTERM');
  await second.ended();
  expect(second.log).toEqual(['exited SIGTERM', 'treeGone', 'end']);
  expect(lives(daemon!)).toBe(false);
});

test.each(WAYS)('hosts may follow one another, %s', async (_, tty) => {
  const first = await startHost(program('counts.mjs', 100, 0), { tty });
  await until(() => /\n5\r?\n/.test(first.text()));
  await kill(first.host);
  const options = { stateDir: first.stateDir, project: 'detached', outlivesSupervisor: true };
  const host = openHost(options);
  const second = adopt(host, first.identity, { takes: 200 });
  await until(() => !second.keepsUp());
  await host.close();
  const third = adopt(openHost(options), first.identity);
  await third.ended();
  expect(plain(first.text() + second.text() + third.text())).toBe(numbers(100));
  expect(third.log).toEqual(['exited 0', 'treeGone', 'end']);
});

test.each(WAYS)('a run that was killed completely meanwhile is reported as killed, %s', async (_, tty) => {
  const first = await startHost('echo ready; exec sleep 300', { tty });
  await until(() => first.text().includes('ready'));
  await kill(first.host);
  process.kill(-first.identity.pid, 'SIGKILL');
  const second = adopt(openHost({ stateDir: first.stateDir, project: 'detached' }), first.identity);
  await second.ended();
  expect(second.log).toEqual(['exited SIGKILL', 'treeGone', 'end']);
});

test('an adopted terminal is typed on, and has the size that it is given', async () => {
  const first = await startHost(program('reports-terminal.mjs'), { tty: true });
  await until(() => first.text().includes('tty true 80x24'));
  await kill(first.host);
  const second = adopt(
    openHost({ stateDir: first.stateDir, project: 'detached', outlivesSupervisor: true }),
    first.identity,
  );
  expect(second.handle.isTerminal).toBe(true);
  second.handle.resize?.(100, 30);
  second.handle.resize?.(101, 31);
  await until(() => second.text().includes('tty true 101x31'), { what: () => second.text() });
  second.handle.write?.('hello\r');
  await until(() => second.text().includes('typed hello'), { what: () => second.text() });
  second.handle.signal('SIGTERM');
  await second.ended();
  expect(second.log).toEqual(['exited SIGTERM', 'treeGone', 'end']);
});

test('an adopted terminal that was suspended continues and ends', needs(hasProc(), 'it needs /proc'), async () => {
  const first = await startHost(program('reports-terminal.mjs'), { tty: true });
  await until(() => first.text().includes('tty true 80x24'));
  await kill(first.host);
  const second = adopt(
    openHost({ stateDir: first.stateDir, project: 'detached', outlivesSupervisor: true }),
    first.identity,
  );
  const { pid } = first.identity;
  const relay = readStat(pid)!.ppid;
  for (const round of ['once', 'again']) {
    // the relay first: it hears that its leader is suspended when it goes on itself
    for (const each of [relay, -pid]) process.kill(each, 'SIGSTOP');
    await until(() => [relay, pid].every((each) => readStat(each)?.state === 'T'));
    second.handle.signal('SIGCONT', { bare: true });
    second.handle.write?.(`${round}\r`);
    await until(() => second.text().includes(`typed ${round}`), { timeoutMs: 20_000, what: second.text() });
  }
  for (const each of [relay, -pid]) process.kill(each, 'SIGSTOP');
  await until(() => [relay, pid].every((each) => readStat(each)?.state === 'T'));
  second.handle.signal('SIGTERM');
  await second.ended();
  expect(second.log).toEqual(['exited SIGTERM', 'treeGone', 'end']);
  expect(second.text()).not.toContain('terminated');
});

test('a process that has the pid, and not the marker, is left alone', async () => {
  const stranger = spawn('sleep', ['300'], { detached: true, stdio: 'ignore' });
  onTestFinished(() => killAll([stranger.pid!]));
  const observed = adopt(openHost(), { pid: stranger.pid!, session: 'first' });
  observed.handle.signal('SIGKILL');
  await observed.ended();
  expect(observed.log).toEqual(['exited SIGKILL', 'treeGone', 'end']);
  expect(lives(stranger.pid!)).toBe(true);
});

test('a leader whose service has no PATH to speak of waits for an adopter all the same, without a busy loop', async () => {
  const go = join(tempDir(), 'go');
  const first = await startHost(`echo ready; ${waitsFor(go)}; echo over; exit 3`, { env: { PATH: '/nowhere' } });
  await until(() => first.text().includes('ready'));
  await kill(first.host);
  writeFileSync(go, '');
  await until(() => /^3$/m.test(notesOf(first)));
  await until(() => rests(first.identity.pid), { what: 'a leader that waits' });
  const second = adopt(openHost({ stateDir: first.stateDir, project: 'detached' }), first.identity);
  await second.ended();
  expect(second.text()).toBe('over\n');
  expect(second.log).toEqual(['exited 3', 'treeGone', 'end']);
});

test('a full disk does not hide the status, and delays nothing', async () => {
  const go = join(tempDir(), 'go');
  const first = await startHost(`echo ready; ${waitsFor(go)}; exit 3`);
  await until(() => first.text().includes('ready'));
  await kill(first.host);
  // A write into it fails.
  rmSync(join(first.stateDir, 'runs/web-1.notes.log'));
  mkdirSync(join(first.stateDir, 'runs/web-1.notes.log'));
  writeFileSync(go, '');
  const second = adopt(openHost({ stateDir: first.stateDir, project: 'detached' }), first.identity);
  await second.ended();
  expect(second.log).toEqual(['exited 3', 'treeGone', 'end']);
});

test('a leader without a host ends when its project is deleted', async () => {
  const go = join(tempDir(), 'go');
  const first = await startHost(`echo ready; ${waitsFor(go)}; exit 3`);
  await until(() => first.text().includes('ready'));
  await kill(first.host);
  writeFileSync(go, '');
  await until(() => /^3$/m.test(notesOf(first)));
  expect(lives(first.identity.pid)).toBe(true);
  rmSync(first.stateDir, { recursive: true });
  await until(() => !lives(first.identity.pid), { what: 'the end of the leader' });
});

test('a service that was left behind is found by what its leader noted, also without a journal', async () => {
  const project = `left-${process.pid}-${Date.now()}`; // nobody else's are to be ended
  const first = await startHost('trap "" TERM; echo ready; while :; do sleep 0.05; done', { project });
  await until(() => first.text().includes('ready'));
  await kill(first.host);
  const ended = await endLeftovers({ project, liveSession: 'other', stateDir: first.stateDir, graceMs: 50 });
  expect(ended).toMatchObject([{ pid: first.identity.pid, service: 'web' }]);
  expect(lives(first.identity.pid)).toBe(false);
});

const notesOf = ({ stateDir }: { stateDir: string }) => readFileSync(join(stateDir, 'runs/web-1.notes.log'), 'utf8');

/** A host in a process of its own, with the service `web` under way. */
async function startHost(
  command: string,
  {
    env = {},
    project = 'detached',
    tty = false,
  }: { env?: Readonly<Record<string, string>>; project?: string; tty?: boolean } = {},
) {
  const stateDir = tempDir();
  const host = spawn(
    process.execPath,
    ['-e', bundle, stateDir, command, JSON.stringify(env), project, tty ? 'tty' : ''],
    {
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  const said = { text: '', identity: '' };
  host.stdout.on('data', (chunk) => {
    said.text += chunk;
  });
  host.stderr.on('data', (chunk) => {
    said.identity += chunk;
  });
  onTestFinished(() => void host.kill('SIGKILL'));
  await until(() => said.identity.includes('\n'), { what: 'the start of a service' });
  const identity = JSON.parse(said.identity) as RunIdentity;
  onTestFinished(() => killAll([identity.pid]));
  return { host, stateDir, identity, text: () => said.text };
}

async function kill(host: ChildProcess): Promise<void> {
  const gone = new Promise((resolve) => host.once('close', resolve));
  host.kill('SIGKILL');
  await gone;
}
