import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { afterAll, beforeAll, expect } from 'vitest';
import { startChildSupervisor } from '../../src/cli/up/child-supervisor.ts';
import { lives } from '../helpers/processes.ts';
import { until } from '../helpers/wait.ts';
import type { Rig } from '../helpers/zdev.ts';
import { exchange, test } from '../helpers/zdev-background.ts';
import { ZDEV_BIN, type Zdev } from '../helpers/zdev-process.ts';
import { expectInOrder, LIVES, STUBBORN } from '../helpers/zdev-text.ts';

const dir = mkdtempSync(join(tmpdir(), 'zdev-screen-'));
const program = join(dir, 'screen.cjs');
beforeAll(async () => {
  const entry = fileURLToPath(new URL('screen-program.ts', import.meta.url));
  await build({ entryPoints: [entry], outfile: program, bundle: true, platform: 'node', logLevel: 'error' });
});
afterAll(() => rmSync(dir, { recursive: true }));

/** `zdev up ARGS` with a screen that draws nothing. */
const screen = (rig: Rig, args = '') => rig.shell(`exec '${process.execPath}' '${program}' up ${args}`);
const SHOP = `[services.db]\nexec = ${JSON.stringify(LIVES)}\n[services.api]\nexec = ${JSON.stringify(LIVES)}\nrequires = ["db"]\n`;
const supervisorOf = (zdev: Zdev) => Number(/supervisor (\d+)/.exec(zdev.text)?.[1]);
const supervisorLog = (rig: Rig) => readFileSync(join(rig.dir, '.zdev/supervisor.log'), 'utf8');

test('services have a terminal, and what they print reaches the screen with its place in the run', async ({ rig }) => {
  rig.write('Procfile', `a: test -t 1 && printf 'on a terminal? '; exec sleep 300\n`);
  const zdev = screen(rig);
  await zdev.prints('owner in');
  await zdev.prints('a 1 0: on a terminal? ');
  const open = { jsonrpc: '2.0', id: 1, method: 'terminal.open', params: { name: 'a', data: false } };
  const [opened] = await exchange(join(rig.dir, '.zdev/zdev.sock'), [JSON.stringify(open)]);
  expect(opened).toMatchObject({ result: { run: 1, at: 'on a terminal? '.length } });
  zdev.kill('SIGWINCH');
  expect(await zdev.ended()).toBe(0);
  expect(zdev.stderr).toBe('a  stopped\n');
});

test('when the screen is killed, everything is stopped in order, and nothing is left', async ({ rig }) => {
  rig.write('zinit.toml', SHOP);
  const zdev = screen(rig);
  await zdev.prints('owner in');
  await zdev.prints('api 1 0: up');
  const supervisor = supervisorOf(zdev);
  zdev.kill('SIGKILL');
  await until(() => !lives(supervisor));
  expect(rig.services()).toEqual([]);
  expect(existsSync(join(rig.dir, '.zdev/zdev.pid'))).toBe(false);
  expectInOrder(supervisorLog(rig), 'api: stopping', 'db: stopping', 'db: exited with code 0');
  // one step: the end of the one is the sign for the other
  expect(supervisorLog(rig)).toMatch(/db: stopping\n\S+ api: exited with code 0\n/);
});

test('after it has detached, everything goes on, until zdev down', async ({ rig, project }) => {
  rig.write('zinit.toml', SHOP);
  const zdev = screen(rig);
  await zdev.prints('api 1 0: up');
  zdev.kill('SIGUSR2');
  expect(await zdev.ended()).toBe(0);
  expect(zdev.stderr).toContain(`zdev (pid ${project.supervisor()}) continues in the background`);
  const rows = (await project.rows()) as Readonly<Record<string, unknown>>;
  expect(rows).toMatchObject({ db: { state: 'running', tty: true }, api: { state: 'running', command: LIVES } });
  const { started_at_ms: startedAtMs } = rows['api'] as { started_at_ms: number };
  expect(Math.abs(Date.now() - startedAtMs)).toBeLessThan(60_000);

  const guest = screen(rig);
  await guest.prints('guest in');
  guest.kill('SIGKILL');
  await guest.ended();
  expect(await project.rows()).toMatchObject({ api: { state: 'running', run: 1 } });
  expect(await project.ok('down')).toContain('stopped db, api, and zdev');
});

test('when its supervisor is killed, no service is left, and the screen is told', async ({ rig }) => {
  rig.write('Procfile', `plain: ${LIVES}\nmule: ${STUBBORN}\n`);
  const zdev = screen(rig);
  await zdev.prints('mule 1 0: up');
  await zdev.prints('owner in');
  process.kill(supervisorOf(zdev), 'SIGKILL');
  expect(await zdev.ended()).toBe(70);
  expect(zdev.stderr).toBe(`zdev's supervisor was killed by SIGKILL\n`);
  await until(() => rig.services().length === 0, { what: 'nothing is left' });
});

test('what is wrong is told as by the plain stream, with its exit status', async ({ rig }) => {
  const mistakes = [
    { files: {}, args: '' },
    { files: { Procfile: 'a: sleep 300\n' }, args: 'b' },
    { files: {}, args: '--port x' },
    { files: {}, args: '-f nowhere' },
    { files: { 'zinit.toml': `${SHOP}requires2 = ["bd"]\n` }, args: '' },
  ];
  for (const { files, args } of mistakes) {
    for (const [path, text] of Object.entries(files)) rig.write(path, text as string);
    const plain = rig.up('--no-tui', ...args.split(' ').filter(Boolean));
    const status = await plain.ended();
    const zdev = screen(rig, args);
    expect([await zdev.ended(), zdev.stderr]).toEqual([status, plain.stderr]);
    expect(status).not.toBe(0);
    expect(plain.stderr).not.toBe('');
  }
  expect(rig.services()).toEqual([]);
});

test('of two at once one wins, and the other is its guest', async ({ rig }) => {
  rig.write('Procfile', `a: ${LIVES}\n`);
  const both = [screen(rig), screen(rig)];
  for (const zdev of both) await zdev.prints(/(owner|guest) in/);
  const owner = both.find(({ text }) => text.includes('owner in'));
  const guest = both.find(({ text }) => text.includes('guest in'));
  expect(supervisorOf(owner!)).toBe(supervisorOf(guest!));
  guest?.kill('SIGUSR2');
  expect(await guest?.ended()).toBe(0);
  owner?.kill('SIGWINCH');
  expect(await owner?.ended()).toBe(0);
});

test('a second owner is refused, and the first goes on', async ({ rig }) => {
  rig.write('Procfile', `a: ${LIVES}\n`);
  const zdev = screen(rig);
  await zdev.prints('owner in');
  const { ready, ended } = await startChildSupervisor(['-f', join(rig.dir, 'Procfile')], ZDEV_BIN);
  expect(ready).toMatchObject({ running: true, status: 1, projectDir: rig.dir });
  expect(ready.error).toContain(`zdev already runs in ${rig.dir} (pid ${supervisorOf(zdev)})`);
  await ended;
  expect(lives(supervisorOf(zdev))).toBe(true);
  zdev.kill('SIGWINCH');
  expect(await zdev.ended()).toBe(0);
});

test('a guest starts what it names, and may stop everything', async ({ rig }) => {
  rig.write('zinit.toml', SHOP);
  const owner = screen(rig, 'db');
  await owner.prints('owner in');
  const unknown = screen(rig, 'dba');
  expect(await unknown.ended()).toBe(1);
  expect(unknown.stderr).toContain('did you mean "db"?');
  const guest = screen(rig, 'api');
  await guest.prints('api 1 0: up');
  guest.kill('SIGWINCH');
  expect(await guest.ended()).toBe(0);
  expect(guest.stderr).toContain('stopped zdev in');
  expect(await owner.ended()).toBe(0);
  expectInOrder(owner.stderr, 'db ', 'api ');
});

test('with --exit-on it ends by itself, with the status and the reason', async ({ rig }) => {
  rig.write('Procfile', `a: ${LIVES}\nbad: exit 3\n`);
  const zdev = screen(rig, '--exit-on any');
  expect(await zdev.ended()).toBe(3);
  expect(zdev.stderr).toContain('bad  failed: exit code 3 (log: .zdev/logs/bad)\n');
  expect(zdev.stderr).toMatch(/^a {4}(exited with code 0|ended \(exit code 0\)|stopped)$/m);
});
