import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { expect } from 'vitest';
import { lives } from '../helpers/processes.ts';
import { program } from '../helpers/programs.ts';
import { until } from '../helpers/wait.ts';
import { test } from '../helpers/zdev-background.ts';
import { LIVES } from '../helpers/zdev-text.ts';

const LIVES_TOML = JSON.stringify(LIVES);
const service = (name: string, more = '') => `[services.${name}]\nexec = ${LIVES_TOML}\n${more}\n`;
const NEVER_READY = service('slow', 'health = { type = "exec", target = "echo not yet; false" }');

test('it survives its terminal', async ({ rig, project }) => {
  rig.write('Procfile', `a: ${LIVES}\n`);
  const terminal = rig.zdev(['up', '-d', '--wait'], { pty: true });
  expect(await terminal.ended()).toBe(0);
  expect(terminal.text).toMatch(/runs in the background \(pid \d+\)/);
  terminal.hangUp();
  const { a } = await project.rows();
  expect(a).toMatchObject({ state: 'running', ready: true });
  expect(lives(project.supervisor())).toBe(true);
});

test('it survives a terminal that is closed while it starts', async ({ rig, project }) => {
  rig.write('Procfile', `a: ${LIVES}\n`);
  const terminal = rig.zdev(['up', '-d', '--wait'], { pty: true });
  await until(() => existsSync(join(rig.dir, '.zdev/zdev.sock')));
  terminal.hangUp();
  await project.untilRow('a', ({ ready }) => ready);
});

test('a second one starts what is missing, in the supervisor that runs', async ({ rig, project }) => {
  rig.write('zinit.toml', service('a') + service('b'));
  await project.ok('up', '-d', '--wait', 'a');
  const first = project.supervisor();
  const { a } = await project.pids();
  expect(await project.pids()).toEqual({ a });
  await project.ok('up', '-d', '--wait');
  const { b } = await project.pids();
  expect(b).toBeGreaterThan(0);
  expect(await project.ok('up', '-d', '--wait')).toContain('all are ready');
  expect(await project.pids()).toEqual({ a, b });
  expect(project.supervisor()).toBe(first);
});

test('of several that begin at the same moment, one starts a supervisor, and the others join it', async ({
  rig,
  project,
}) => {
  rig.write('Procfile', `a: ${LIVES}\n`);
  const all = await Promise.all([1, 2, 3].map(() => project.run(['up', '-d', '--wait'])));
  // Where the start takes long, whoever waits is told how it goes.
  const errors = all.map(({ stderr }) => stderr.replace(/^a: ready after .*\n/gm, ''));
  expect(all.map(({ status }, at) => `${status} ${errors[at]}`)).toEqual(['0 ', '0 ', '0 ']);
  expect(all.filter(({ stdout }) => stdout.includes('runs in the background'))).toHaveLength(1);
});

test('what does not get ready in time is told, as text and as JSON', async ({ rig, project }) => {
  rig.write('zinit.toml', `${NEVER_READY}${service('web', 'requires = ["slow"]')}`);
  const text = await project.run(['up', '-d', '--wait', '--timeout', '1']);
  expect(text.status).toBe(1);
  expect(text.stderr).toContain('not ready after 1 s');
  expect(text.stderr).toMatch(/^ {2}slow: .+/m);
  expect(text.stderr).toMatch(/^ {4}web waits for slow$/m);
  const json = await project.run(['up', '-d', '--wait', '--timeout', '0.1', '--json']);
  expect(json.status).toBe(1);
  const outcome = JSON.parse(json.stdout) as { pending: readonly { name: string }[] };
  expect(outcome).toMatchObject({ ok: false, timed_out: true });
  expect(outcome.pending.map(({ name }) => name)).toEqual(['slow', 'web']);
});

test('with names, only these are waited for, whatever becomes of the rest', async ({ rig, project }) => {
  rig.write(
    'zinit.toml',
    `${service('a')}${service('b', 'requires = ["a"]')}[services.setup]\noneshot = true\nexec = "exit 3"\n`,
  );
  expect((await project.run(['up', '-d', '--wait'])).status).toBe(1);
  expect(await project.ok('up', '-d', '--wait', 'b')).toBe('b is ready\n');
  const failed = await project.run(['up', '-d', '--wait', 'setup', 'a']);
  expect(failed).toMatchObject({
    status: 1,
    stderr: expect.stringContaining('error: cannot become ready:\n  setup: failed: exit code 3\n'),
  });
  expect(await project.ok('up', '-d', '--wait', 'a', 'b')).toBe('a and b are ready\n');
});

test('a oneshot that failed is not waited for', async ({ rig, project }) => {
  rig.write('zinit.toml', '[services.setup]\noneshot = true\nexec = "echo no such table; exit 3"\n');
  const { status, stderr } = await project.run(['up', '-d', '--wait']);
  expect(status).toBe(1);
  expect(stderr).toMatch(/cannot become ready:\n {2}setup: failed: exit code 3\n/);
});

test('a config with an error starts nothing', async ({ rig, project }) => {
  rig.write('zinit.toml', service('a', 'requires = ["bd"]') + service('db'));
  const { status, stderr } = await project.run(['up', '-d', '--wait']);
  expect(status).toBe(2);
  expect(stderr).toContain('did you mean "db"');
  expect(existsSync(join(rig.dir, '.zdev/zdev.pid'))).toBe(false);
  expect(rig.services()).toEqual([]);
});

test('down ends everything, and is content when there is nothing', async ({ rig, project }) => {
  rig.write('zinit.toml', service('a') + service('b', 'requires = ["a"]'));
  await project.ok('up', '-d', '--wait');
  const supervisor = project.supervisor();
  expect(await project.ok('down')).toContain('stopped a, b, and zdev');
  expect(lives(supervisor)).toBe(false);
  expect(rig.services()).toEqual([]);
  expect(existsSync(join(rig.dir, '.zdev/zdev.sock'))).toBe(false);
  const ps = await project.run(['ps']);
  expect(ps).toMatchObject({ status: 1, stdout: '' });
  expect(ps.stderr).toContain('zdev does not run in');
  expect(await project.ok('down')).toContain('does not run');
  expect(await project.ok('logs')).toMatch(/^\S+ a +\| up$/m);
});

test('a supervisor that was killed a moment ago, and is not gone yet, holds up nobody', async ({ rig, project }) => {
  rig.write('Procfile', `a: ${LIVES}\n`);
  mkdirSync(join(rig.dir, '.zdev'), { mode: 0o700 });
  let connections = 0;
  const dying = createServer((socket) => {
    socket.destroy();
    connections += 1;
    if (connections === 2) dying.close();
  });
  await new Promise<void>((resolve) => dying.listen(join(rig.dir, '.zdev/zdev.sock'), resolve));
  expect(await project.ok('up', '-d', '--wait')).toContain('ready');
  expect(connections).toBe(2);
});

for (const how of ['stays', 'stubborn']) {
  test(`a process that a health check has left outside its group ends with zdev: ${how}`, async ({ rig, project }) => {
    const check = `[ -e checked ] || ${program('double-forks.mjs', how)} >checked`;
    rig.write('zinit.toml', `${service('a', `health = { type = "exec", target = ${JSON.stringify(check)} }`)}`);
    await project.ok('up', '-d', '--wait');
    const [daemon] = /\d+/.exec(readFileSync(join(rig.dir, 'checked'), 'utf8'))!.map(Number);
    expect(lives(daemon!)).toBe(true);
    await project.ok('down');
    expect(lives(daemon!)).toBe(false);
  });
}
