import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import type { Service } from '../../../src/core/state.ts';
import { type Journal, readJournal } from '../../../src/host/adoption/journal.ts';
import type { JournalRun } from '../../../src/host/adoption/journal-entry.ts';
import { killAll, lives } from '../../helpers/processes.ts';
import { tempDir } from '../../helpers/temp.ts';
import { until } from '../../helpers/wait.ts';
import { oneshot, service } from '../../unit/core/scenario.ts';
import { openSurvivor } from './survivor.ts';

const dir = process.cwd();
const sleeps = (name: string) => service(name, { dir, exec: 'echo ready $$; exec sleep 300' });
/** Counts to 20, waits for a file, and counts on to 60: nothing is on its way while the supervisor is killed. */
const countsAround = (file: string) =>
  `i=0; while [ $i -lt 60 ]; do i=$((i+1)); echo $i
    if [ $i = 20 ]; then while [ ! -e '${file}' ]; do sleep 0.05; done; fi
  done; exit 5`;
const specsWith = (file: string) => [
  service('counts', { dir, exec: countsAround(file), lifecycle: { restart: 'never' } }),
  sleeps('web'),
  sleeps('stopped'),
  oneshot('migrate', { dir, exec: 'echo migrated' }),
  service('broken', { dir, exec: 'exit 3', lifecycle: { restart: 'on-failure', maxRestarts: 1, restartDelayMs: 10 } }),
];
/** The program as a file: as an argument it would be too long. */
const bundleDir = realpathSync(mkdtempSync(join(tmpdir(), 'zdev-test-')));
const bundle = join(bundleDir, 'survivor.mjs');

beforeAll(async () => {
  const [pty, native] = ['node-pty', 'node-pty/requireBinary.js'].map((name) =>
    fileURLToPath(import.meta.resolve(name)),
  );
  await build({
    entryPoints: [fileURLToPath(new URL('survivor-program.ts', import.meta.url))],
    bundle: true,
    platform: 'node',
    format: 'esm',
    outfile: bundle,
    alias: { 'node-pty': pty!, 'node-pty/requireBinary.js': native! },
    external: [pty!, native!],
  });
});

afterAll(() => rmSync(bundleDir, { recursive: true, force: true }));

test('everything continues where it was when the supervisor was killed', async () => {
  const goOn = join(tempDir(), 'go-on');
  const specs = specsWith(goOn);
  const first = await start(specs);
  first.host.stdin.write('stopped\n');
  await until(() => entry(first, 'stopped')?.ended?.is === 'exited' && entry(first, 'broken')?.gaveUp === true);
  await until(() => entry(first, 'migrate')?.ended?.is === 'exited' && first.text().includes('counts:20\n'));
  const pids = { web: entry(first, 'web')!.live!.identity!.pid, counts: entry(first, 'counts')!.live!.identity!.pid };
  await first.kill();
  writeFileSync(goOn, '');

  const second = await open(first.stateDir, specs);
  const of = (name: string) => second.supervisor.state.services.get(name) as Service;
  expect(second.notices).toEqual([]);
  expect(of('web')).toMatchObject({ runs: 1, live: { pid: pids.web }, phase: { is: 'running' } });
  expect(of('stopped')).toMatchObject({ intent: 'down', live: null, phase: { is: 'exited' } });
  expect(of('migrate')).toMatchObject({ runs: 1, live: null, phase: { is: 'exited', code: 0 } });
  expect(of('broken')).toMatchObject({
    runs: 2,
    restarts: 1,
    gaveUp: true,
    phase: { is: 'failed', failure: { type: 'exit-code', code: 3 } },
  });
  await until(() => of('counts').live === null);
  expect(of('counts')).toMatchObject({ phase: { is: 'failed', failure: { type: 'exit-code', code: 5 } } });
  const counted = `${first.text()}${second.text()}`.match(/(?<=^counts:)\d+$/gm);
  expect(counted).toEqual(Array.from({ length: 60 }, (_, index) => String(index + 1)));
  expect(second.text()).not.toContain('ready');

  await second.end();
  expect(Object.values(pids).some(lives)).toBe(false);
  expect(existsSync(join(first.stateDir, 'journal.log'))).toBe(false);
  expect(readdirSync(join(first.stateDir, 'runs'))).toEqual([]);
});

test('a changed service starts again, and a removed one is stopped', async () => {
  const first = await start([sleeps('web'), sleeps('old'), sleeps('same')]);
  const [web, old, same] = ['web', 'old', 'same'].map((name) => entry(first, name)!.live!.identity!.pid);
  await first.kill();
  const second = await open(first.stateDir, [{ ...sleeps('web'), env: { NEW: '1' } }, sleeps('same')]);
  const { services } = second.supervisor.state;
  expect([...services.keys()]).toEqual(['web', 'same', 'old']);
  await until(() => second.supervisor.state.services.size === 2 && second.text().includes('web:ready'));
  expect(second.supervisor.state.services.get('web')).toMatchObject({ runs: 2, phase: { is: 'running' } });
  expect(second.supervisor.state.services.get('same')).toMatchObject({ runs: 1, live: { pid: same } });
  expect([web, old].some((pid) => lives(pid!))).toBe(false);
  await second.end();
});

test('a service on a terminal keeps it', async () => {
  const first = await start([sleeps('web')], 'tty');
  await until(() => /ready \d+/.test(first.text()));
  const pid = Number(/ready (\d+)/.exec(first.text())![1]);
  onTestFinished(() => killAll([pid]));
  await until(() => entry(first, 'web')?.live?.identity != null);
  await first.kill();
  const second = await open(first.stateDir, [sleeps('web')]);
  expect(second.notices).toEqual([]);
  expect(lives(pid)).toBe(true);
  expect(second.supervisor.handleOf('web', 1)?.isTerminal).toBe(true);
  await second.end();
  expect(lives(pid)).toBe(false);
});

test('the journal of another version is gone on with', async () => {
  const first = await start([sleeps('web')]);
  const { pid } = entry(first, 'web')!.live!.identity!;
  await first.kill();
  const path = join(first.stateDir, 'journal.log');
  writeFileSync(path, JSON.stringify({ ...JSON.parse(readFileSync(path, 'utf8')), version: 99, news: [] }));
  const second = await open(first.stateDir, [sleeps('web')]);
  expect(second.notices).toEqual([]);
  expect(lives(pid)).toBe(true);
  await second.end();
});

test.each([
  ['damaged', '{"version":1', 'its journal is damaged'],
  ['of a version that nobody understands', '{"version":99,"services":{}}', 'its journal is damaged'],
])('with a journal that is %s, what still runs is ended and all starts anew', async (_, text, notice) => {
  const first = await start([sleeps('web')]);
  const { pid } = entry(first, 'web')!.live!.identity!;
  await first.kill();
  writeFileSync(join(first.stateDir, 'journal.log'), text);
  const second = await open(first.stateDir, [sleeps('web')]);
  expect(second.notices[0]).toContain(notice);
  // Its leader, or the program that it leads: whichever was there when it was looked.
  expect(second.notices[1]).toMatch(/web \(pid \d+\)/);
  expect(lives(pid)).toBe(false);
  await until(() => second.text().includes('web:ready'));
  await second.end();
});

test('what runs and has lost its files is ended and starts anew, once, and nobody says that it has failed', async () => {
  const first = await start([sleeps('web')]);
  const { pid } = entry(first, 'web')!.live!.identity!;
  await first.kill();
  rmSync(join(first.stateDir, 'runs'), { recursive: true });
  const second = await open(first.stateDir, [sleeps('web')]);
  expect(second.notices[0]).toBe('cannot be adopted and start again: web (its files were deleted)');
  expect(second.notices[1]).toMatch(/^ended what an earlier zdev had left running: web \(pid \d+\)/);
  expect(lives(pid)).toBe(false);
  await until(() => second.text().includes('web:ready'));
  expect(second.supervisor.state.services.get('web')).toMatchObject({ restarts: 0, phase: { is: 'running' } });
  await second.end();
});

/** Starts a supervisor that will be killed, and waits until its journal knows of all that runs. */
async function start(specs: readonly unknown[], tty = '') {
  const stateDir = tempDir();
  const args = [bundle, stateDir, JSON.stringify(specs), tty];
  const host = spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  let text = '';
  host.stdout.on('data', (chunk) => {
    text += chunk;
  });
  const first = {
    host,
    stateDir,
    text: () => text,
    async kill() {
      const closed = new Promise((resolve) => host.once('close', resolve));
      host.kill('SIGKILL');
      await closed;
    },
  };
  onTestFinished(() => {
    host.kill('SIGKILL');
    killAll((readJournal(stateDir).journal?.services ?? []).map(({ live }) => live?.identity?.pid ?? 0));
  });
  const isKnown = (live: JournalRun | null) => live !== null && (live.identity !== null || tty !== '');
  const settled = () => journalOf(first)?.services.every(({ live, ended }) => isKnown(live) || ended !== null);
  await until(() => settled() === true, { what: 'a journal' });
  return first;
}

function journalOf({ stateDir }: { stateDir: string }): Journal | null {
  const path = join(stateDir, 'journal.log');
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : null;
}

const entry = (first: { stateDir: string }, name: string) =>
  journalOf(first)?.services.find((entry) => entry.name === name);

async function open(stateDir: string, specs: Parameters<typeof openSurvivor>[0]['specs']) {
  let text = '';
  const write = (name: string, chunk: Buffer) => {
    text += `${chunk}`.replace(/^(?=.)/gm, `${name}:`);
  };
  const survivor = await openSurvivor({ stateDir, session: `second${process.pid}`, specs, write });
  const { supervisor, processes } = survivor;
  async function end() {
    supervisor.send({ type: 'shutdown-requested', force: false });
    await until(() => supervisor.state.finished);
    processes.close();
  }
  onTestFinished(async () => {
    supervisor.send({ type: 'shutdown-requested', force: true });
    await until(() => supervisor.state.finished);
  });
  return { ...survivor, end, text: () => text };
}
