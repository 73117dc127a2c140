import { realpathSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { lives } from '../helpers/processes.ts';
import { until } from '../helpers/wait.ts';
import type { Rig } from '../helpers/zdev.ts';
import { type Background, test } from '../helpers/zdev-background.ts';
import { LIVES } from '../helpers/zdev-text.ts';

const SERVICE = (name: string, more = '') => `[services.${name}]\nexec = ${JSON.stringify(LIVES)}\n${more}\n`;
const GREETS = `trap 'echo got it' USR1; echo hello $GREETING; while :; do sleep 0.2; done`;
const CONFIG = `${SERVICE('db')}${SERVICE('web', 'requires = ["db"]')}
[services.greeter]
exec = ${JSON.stringify(GREETS)}
dir = "sub"
env = { GREETING = "world" }
[services.off]
exec = "sleep 300"
status = "stop"
`;

async function upAll(rig: Rig, project: Background): Promise<void> {
  rig.write('sub/.keep', '');
  rig.write('zinit.toml', CONFIG);
  await project.ok('up', '-d', '--wait');
}

test('commands that look, from a sub-directory too', async ({ rig, project }) => {
  await upAll(rig, project);
  const pids = await project.pids();
  for (const cwd of ['.', 'sub']) {
    const look = async (...args: string[]) => {
      const { status, stdout, stderr } = await project.run(args, { cwd });
      expect({ args, status, stderr }).toEqual({ args, status: 0, stderr: '' });
      return stdout;
    };
    expect(await look('ps')).toMatch(new RegExp(`^NAME +STATE.*\ndb +running +${pids['db']} `));
    expect(await look('status')).toMatch(/^off +not started/m);
    expect(JSON.parse(await look('ps', '--json', 'web'))).toMatchObject({ services: [{ name: 'web', ready: true }] });
    expect(await look('tree')).toMatch(/^db +running\n└─ web +running\n/m);
    expect(await look('why', 'web')).toMatch(/^web: running/);
    expect(await look('check')).toContain('ok (db, web, greeter, off)');
    expect(await look('ls')).toMatch(new RegExp(`3 of 3 ready +${project.supervisor()} +\\S*${rig.dir.slice(-12)}`));
    const found = (JSON.parse(await look('ls', '--json')) as { dir: string; pid: number }[]).find(
      ({ dir }) => dir === rig.dir,
    );
    expect(found?.pid).toBe(project.supervisor());
    expect(await look('reload')).toBe('nothing has changed\n');
    expect(await look('run', '--', 'pwd')).toBe(`${rig.dir}\n`);
  }
  expect(await project.pids()).toEqual(pids);
});

test('logs', async ({ rig, project }) => {
  rig.write('Procfile', `count: for i in 1 2 3 4 5 6; do echo line $i; done; exec sleep 300\nother: ${LIVES}\n`);
  await project.ok('up', '-d', '--wait');
  const texts = async (...args: string[]) => {
    const lines = (await project.ok('logs', ...args)).split('\n').filter((line) => line !== '');
    return lines.map((line) => line.replace(/^[\d:]+ +/, '').replace(/ +\| /, ': '));
  };
  await until(async () => (await texts()).length === 7);
  expect(await texts('other')).toEqual(['other: up']);
  expect(await texts('count', '-n', '2')).toEqual(['count: line 5', 'count: line 6']);
  expect(await texts('--grep', 'line [24]')).toEqual(['count: line 2', 'count: line 4']);
  expect(await texts('--since', '1h', 'count')).toHaveLength(6);
  expect(await texts('--since', '2100-01-01')).toEqual([]);
  const [first] = (await project.ok('logs', '--json', '-n', '1', 'other')).trim().split('\n');
  expect(JSON.parse(first ?? '')).toMatchObject({ service: 'other', text: 'up' });

  const follower = rig.zdev(['logs', '-f', 'other']);
  await follower.prints('| up');
  await project.ok('restart', 'other');
  await follower.prints(/bye[\s\S]*\| up/);
  expect(await follower.stop()).toBe('SIGINT');
  expect(await texts('other', '--run', '-1')).toContain('other: bye');
});

test('stop, start, restart and kill do it, wait for it, and say so', async ({ rig, project }) => {
  await upAll(rig, project);
  const before = await project.pids();
  const stopped = await project.ok('stop', 'db');
  expect(stopped).toContain('db: stopped\n');
  expect(stopped).toContain('web: stopped too');
  expect(Object.keys(await project.pids())).toEqual(['greeter']);
  expect(lives(before['db'] ?? 0)).toBe(false);
  const why = await project.run(['why', 'web']);
  expect(why.status).toBe(1);
  expect(why.stdout).toMatch(/blocked[\s\S]*db[\s\S]*stopped by you[\s\S]*next: zdev start db/);

  expect(await project.ok('start', 'web')).toMatch(/^web: ready after/);
  const after = await project.pids();
  expect(Object.keys(after)).toEqual(['db', 'web', 'greeter']);
  expect(await project.ok('start', 'web')).toBe('web: ready already\n');
  expect(await project.ok('restart', 'web')).toMatch(/^web: ready after/);
  const { web, ...rest } = await project.pids();
  expect(web).not.toBe(after['web']);
  expect(rest).toEqual({ db: after['db'], greeter: before['greeter'] });

  expect(await project.ok('kill', '-s', 'USR1', 'greeter')).toContain('SIGUSR1 sent');
  await until(async () => (await project.ok('logs', 'greeter')).includes('got it'));
  expect(await project.ok('kill', '-s', 'KILL', 'greeter')).toContain(`greeter: killed (pid ${before['greeter']})`);
  await project.untilRow('greeter', ({ ready, pid }) => ready && pid !== before['greeter']);
});

test('start says what it waits for when that takes long', async ({ rig, project }) => {
  rig.write(
    'zinit.toml',
    '[services.db]\nexec = "exec sleep 300"\nhealth = { type = "exec", target = "false" }\n' +
      '[services.web]\nexec = "exec sleep 300"\nrequires = ["db"]\n',
  );
  await project.ok('up', '-d');
  const start = rig.zdev(['start', 'web']);
  await start.prints(/waiting for web: blocked[^\n]*db/);
  expect(await start.stop()).toBe('SIGINT');
});

test('reload: added starts, removed stops, changed restarts, the rest keeps its process', async ({ rig, project }) => {
  rig.write('zinit.toml', SERVICE('same') + SERVICE('gone') + SERVICE('other'));
  await project.ok('up', '-d', '--wait');
  const before = await project.pids();

  rig.write('zinit.toml', SERVICE('same', 'requires = ["nobody"]'));
  const refused = await project.run(['reload']);
  expect(refused.status).toBe(2);
  expect(refused.stderr).toMatch(/nobody[\s\S]*nothing was changed/);
  expect(await project.pids()).toEqual(before);
  const told = /^config error, nothing was applied: .*nobody.*zinit\.toml:\d+/m;
  expect(await project.ok('ps'), 'until it is mended').toMatch(told);
  const why = await project.run(['why']);
  expect([why.status, why.stdout]).toEqual([1, expect.stringMatching(told)]);

  rig.write('zinit.toml', SERVICE('same') + SERVICE('other', 'env = { A = "1" }') + SERVICE('new'));
  const text = await project.ok('reload');
  expect(await project.ok('ps')).not.toContain('config error');
  expect(text).toMatch(/\+ new +added/);
  expect(text).toMatch(/- gone +removed/);
  expect(text).toMatch(/~ other +changed/);
  await project.untilRow('new', ({ ready }) => ready);
  await project.untilRow('other', ({ ready, pid }) => ready && pid !== before['other']);
  await until(async () => !('gone' in (await project.rows())));
  expect(lives(before['gone'] ?? 0)).toBe(false);
  const after = await project.pids();
  expect(Object.keys(after).sort()).toEqual(['new', 'other', 'same']);
  expect(after['same']).toBe(before['same']);
});

test('run: directory, environment and exit status', async ({ rig, project }) => {
  rig.write('zinit.toml', `[services.tool]\nexec = "echo tool $WHAT; exit 3"\ndir = "sub"\nenv = { WHAT = "x" }\n`);
  rig.write('sub/.keep', '');
  expect(await project.run(['run', 'tool'])).toMatchObject({ status: 3, stdout: 'tool x\n' });
  expect(await project.run(['run', '--', 'sh', '-c', 'exit 7'])).toMatchObject({ status: 7 });
  expect(await project.run(['run', '--', 'sh', '-c', 'kill -9 $$'])).toMatchObject({ status: 137 });
  const { stdout } = await project.run(['run', 'tool', '--', 'sh', '-c', 'pwd; echo $WHAT']);
  expect(stdout).toBe(`${realpathSync(join(rig.dir, 'sub'))}\nx\n`);
  expect(await project.run(['run', 'tol'])).toMatchObject({
    status: 127,
    stderr: expect.stringContaining('did you mean "tool"?'),
  });
});

test('unknown names: a failure that says what was meant, and nothing happens', async ({ rig, project }) => {
  await upAll(rig, project);
  const before = await project.rows();
  const pids = await project.pids();
  for (const command of ['ps', 'why', 'logs', 'start', 'stop', 'restart', 'kill']) {
    const { status, stdout, stderr } = await project.run([command, ...(command === 'why' ? [] : ['db']), 'grater']);
    expect({ command, status, stdout }).toEqual({ command, status: 1, stdout: '' });
    expect(stderr).toContain('no service is called "grater"');
    expect(stderr).toContain('did you mean "greeter"?');
  }
  expect(await project.run(['kill', '-s', 'SIGTRM', 'db'])).toMatchObject({
    status: 2,
    stderr: expect.stringContaining('did you mean "SIGTERM"?'),
  });
  expect(await project.run(['restrat', 'db'])).toMatchObject({
    status: 2,
    stderr: expect.stringMatching(/did you mean .*restart/i),
  });
  expect(await project.pids()).toEqual(pids);
  expect(Object.keys(await project.rows())).toEqual(Object.keys(before));
});

test('completion: a script for each shell, with the names of services', async ({ rig, project }) => {
  rig.write('Procfile', `apple: ${LIVES}\navocado: ${LIVES}\nbanana: ${LIVES}\n`);
  const scripts = await Promise.all(['bash', 'zsh', 'fish'].map((shell) => project.ok('completion', shell)));
  for (const script of scripts) expect(script).toContain('__complete');
  rig.write('zdev.sh', 'exec $ZDEV "$@"\n');
  rig.write(
    'complete.sh',
    `${scripts[0]}\nCOMP_WORDS=(./zdev.sh restart a); COMP_CWORD=2; _zdev; echo "\${COMPREPLY[@]}"\n`,
  );
  const bash = rig.shell('chmod +x zdev.sh; exec bash complete.sh');
  expect(await bash.ended()).toBe(0);
  expect(bash.stdout).toBe('apple avocado\n');
  expect(await project.run(['completion', 'tcsh'])).toMatchObject({ status: 2 });
});
