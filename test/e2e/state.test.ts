import { execFileSync, spawn } from 'node:child_process';
import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished } from 'vitest';
import { startTimeOf } from '../../src/adapters/os/identity.ts';
import { deleteAll } from '../helpers/delete-all.ts';
import { linux } from '../helpers/needs.ts';
import { lives } from '../helpers/processes.ts';
import { until } from '../helpers/wait.ts';
import { test } from '../helpers/zdev-background.ts';
import { LIVES } from '../helpers/zdev-text.ts';

/** Says what is written into `say`, once it is written, so that a test can wait for output that is new. */
const TALKS = 'echo up; while sleep 0.05; do [ -s say ] && cat say && rm say; done';

test('what git clean deletes under a running zdev is put back; no second one starts', async ({ rig, project }) => {
  rig.write('zinit.toml', `[services.a]\nexec = ${JSON.stringify(TALKS)}\n`);
  await project.ok('up', '-d', '--wait');
  const [first, { a }] = [project.supervisor(), await project.pids()];
  const state = join(rig.dir, '.zdev');
  const isWhole = () =>
    ['zdev.pid', 'zdev.sock', 'journal.log', '.gitignore'].every((name) => existsSync(join(state, name)));
  for (const deleted of [[state], [`${rig.dir}.run`], [join(state, 'zdev.sock')]]) {
    for (const path of deleted) deleteAll(path);
    // At once, and when all is there again.
    expect(await project.pids()).toEqual({ a });
    expect(await project.ok('up', '-d')).toContain(`already up: zdev runs in ${rig.dir} (pid ${first})`);
    await until(() => isWhole() && existsSync(`${rig.dir}.run`));
    expect(project.supervisor()).toBe(first);
  }
  rig.write('say', 'after all that\n');
  await until(async () => (await project.ok('logs')).includes('after all that'));
  await project.ok('restart', 'a');
  await project.ok('down');
  expect(lives(first)).toBe(false);
  // In the files too, and nothing is left that claims to run.
  expect(await project.ok('logs')).toContain('after all that');
  expect(existsSync(join(state, 'zdev.pid'))).toBe(false);
});

test('both locks are deleted, and nothing is put back yet: no second one starts', linux, async ({ rig, project }) => {
  rig.write('Procfile', 'a: exec sleep 300\n');
  await project.ok('up', '-d', '--wait');
  const [first, services] = [project.supervisor(), rig.services()];
  process.kill(first, 'SIGSTOP');
  for (const path of [join(rig.dir, '.zdev'), `${rig.dir}.run`]) deleteAll(path);
  for (const verb of ['up --no-tui', 'up -d', 'ps', 'down']) {
    const { status, stdout, stderr } = await project.run(verb.split(' '));
    expect([verb, status, stdout + stderr]).toEqual([verb, 1, expect.stringContaining(`(pid ${first})`)]);
    if (!verb.startsWith('up')) expect(stderr).toContain(`kill -CONT ${first}`);
  }
  expect(rig.services()).toEqual(services);
  process.kill(first, 'SIGCONT');
  expect(await project.ok('down')).toContain('stopped a');
  expect(lives(first)).toBe(false);
});

test('one whose locks another supervisor holds by now ends, with its services', async ({ rig, project }) => {
  rig.write('Procfile', `a: ${LIVES}\n`);
  await project.ok('up', '-d', '--wait');
  const first = project.supervisor();
  const other = spawn('sleep', ['300'], { stdio: 'ignore' });
  onTestFinished(() => void other.kill('SIGKILL'));
  const text = readFileSync(join(rig.dir, '.zdev/zdev.pid'), 'utf8');
  const startTime = startTimeOf(other.pid!);
  const lock = JSON.stringify({ ...JSON.parse(text), pid: other.pid, startTime, session: 'other' });
  const [second] = readdirSync(`${rig.dir}.run`).filter((name) => name.endsWith('.json'));
  for (const path of [join(`${rig.dir}.run`, second!), join(rig.dir, '.zdev/zdev.pid')]) {
    writeFileSync(`${path}.new`, lock);
    renameSync(`${path}.new`, path);
  }
  await until(() => !lives(first), { timeoutMs: 20_000, what: 'the end of the first' });
  expect(rig.services()).toEqual([]);
  expect(readFileSync(join(rig.dir, '.zdev/supervisor.log'), 'utf8')).toContain(`another zdev (pid ${other.pid})`);
});

test('a supervisor that was killed and whose state was deleted has left services: they are ended', async ({
  rig,
  project,
}) => {
  rig.write('Procfile', `a: ${LIVES}\n`);
  await project.ok('up', '-d', '--wait');
  const { a } = await project.pids();
  await project.kill();
  deleteAll(join(rig.dir, '.zdev'));
  await project.ok('up', '-d', '--wait');
  expect(lives(a!)).toBe(false);
  expect((await project.pids())['a']).not.toBe(a);
});

test('where nobody could connect, up -d fails and leaves nothing; the plain form runs, and down ends it', async ({
  rig,
  project,
}) => {
  rig.write('Procfile', `a: ${LIVES}\n`);
  mkdirSync(join(rig.dir, '.zdev/zdev.sock/x'), { recursive: true, mode: 0o700 });
  const env = { ZDEV_RUNTIME_DIR: '/nowhere/at/all' };
  const failed = await project.run(['up', '-d'], { env });
  expect(failed).toMatchObject({ status: 1, stdout: '' });
  expect(failed.stderr).toMatch(/^error: no socket can be made in .*\/\.zdev or a runtime directory: .*\n {2}hint: /);
  expect(rig.services()).toEqual([]);

  const plain = rig.zdev(['up'], { env });
  await plain.prints('no other zdev can reach this one');
  const ps = await project.run(['ps'], { env });
  expect(ps).toMatchObject({ status: 1, stderr: expect.stringContaining(`(pid ${plain.pid})`) });
  const down = await project.run(['down'], { env });
  expect(down).toMatchObject({ status: 0, stdout: expect.stringContaining(`(pid ${plain.pid})`) });
  expect(await plain.ended()).toBe(0);
});

test('what one shell starts, another sees, through a link too', async ({ rig, project }) => {
  rig.write('shop/Procfile', `a: ${LIVES}\n`);
  for (const name of ['one', 'two']) mkdirSync(join(rig.dir, name), { mode: 0o700 });
  symlinkSync(join(rig.dir, 'shop'), join(rig.dir, 'link'));
  const shell = (name: string) => ({
    ZDEV_RUNTIME_DIR: '',
    TMPDIR: join(rig.dir, name),
    XDG_RUNTIME_DIR: join(rig.dir, name),
  });
  const run = (args: readonly string[], name: string) => project.run(args, { env: shell(name) });
  try {
    expect(await run(['up', '-d', '-f', 'shop'], 'one')).toMatchObject({ status: 0 });
    expect((await run(['ls'], 'two')).stdout).toContain(join(rig.dir, 'shop'));
    deleteAll(join(rig.dir, 'shop/.zdev'));
    expect((await run(['up', '-d', '-f', 'link'], 'two')).stdout).toContain('already up');
  } finally {
    expect(await run(['down', '-f', 'link'], 'two')).toMatchObject({ status: 0 });
  }
});

test('links and pipes under the names of zdev lead nowhere, and hold nobody up', async ({ rig, project }) => {
  rig.write('Procfile', `a: ${LIVES}\n`);
  rig.write('precious', 'keep');
  const state = join(rig.dir, '.zdev');
  mkdirSync(state, { mode: 0o700 });
  for (const name of ['journal.new.log', 'supervisor.log', '.gitignore', 'zdev.sock', 'runs']) {
    symlinkSync(join(rig.dir, 'precious'), join(state, name));
  }
  execFileSync(
    'mkfifo',
    ['journal.log', 'zdev.pid'].map((name) => join(state, name)),
  );
  execFileSync('mkfifo', [join(rig.dir, '.env')]);
  const check = await project.run(['check']);
  expect(check).toMatchObject({ status: 2, stderr: expect.stringContaining('.env is a pipe') });
  rmSync(join(rig.dir, '.env'));
  expect((await project.run(['down'])).status).toBe(0);
  rmSync(join(state, 'runs'));
  await project.ok('up', '-d', '--wait');
  expect(await project.ok('ps')).toContain('running');
  await until(() => lstatSync(join(state, 'journal.log')).isFile());
  await project.ok('down');
  expect(readFileSync(join(rig.dir, 'precious'), 'utf8')).toBe('keep');
});
