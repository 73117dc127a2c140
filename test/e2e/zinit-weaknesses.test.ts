import { spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished } from 'vitest';
import { lives } from '../helpers/processes.ts';
import { until } from '../helpers/wait.ts';
import { test } from '../helpers/zdev-background.ts';
import { processesWith } from '../helpers/zdev-scan.ts';
import { count, expectInOrder, LIVES, STUBBORN } from '../helpers/zdev-text.ts';

const toml = (name: string, exec: string, more = '') => `[services.${name}]\nexec = ${JSON.stringify(exec)}\n${more}\n`;
const unit = (name: string, more = '') => `[service]\nname = "${name}"\nexec = "sleep 300"\n${more}\n`;

/** What zinit 0.3 gets wrong and only a whole zdev can show; the rest is in test/unit. docs/zinit.md lists all. */
describe('where zinit fails', () => {
  test('B2: after a reload that removes the first services, the others are still themselves', async ({
    rig,
    project,
  }) => {
    const keep = toml('c', 'echo c1; exec sleep 300') + toml('d', 'echo d1; exec sleep 300');
    rig.write('zinit.toml', toml('a', LIVES) + toml('b', LIVES) + keep);
    await project.ok('up', '-d', '--wait');
    const { c, d } = await project.pids();
    rig.write('zinit.toml', keep);
    await project.ok('reload');
    process.kill(c ?? 0, 'SIGKILL');
    const next = await project.untilRow('c', ({ pid, ready }) => ready && pid !== c);
    expect(next.restarts).toBe(1);
    expect((await project.rows())['d']).toMatchObject({ pid: d, restarts: 0, state: 'running' });
    expect(await project.ok('logs', 'c')).not.toContain('d1');
    await project.ok('stop', 'c', 'd');
    expect(await project.pids()).toEqual({});
  });

  test('B6: a removal that takes its time holds up nobody', async ({ rig, project }) => {
    const patient = 'lifecycle = { stop_timeout_ms = 60000 }';
    rig.write('zinit.toml', toml('mule', STUBBORN, patient) + toml('crashes', 'sleep 300') + toml('other', LIVES));
    await project.ok('up', '-d', '--wait');
    await until(async () => (await project.ok('logs', 'mule')).includes('up'));
    const { crashes, mule } = await project.pids();
    const removal = project.call('service.remove', { name: 'mule' });
    await project.untilRow('mule', ({ state }) => state === 'stopping');
    process.kill(crashes ?? 0, 'SIGKILL');
    await project.untilRow('crashes', ({ restarts, ready }) => restarts === 1 && ready);
    await project.ok('restart', 'other');
    expect(lives(mule ?? 0)).toBe(true);
    await project.ok('kill', '-s', 'KILL', 'mule');
    expect(await removal).toEqual({ result: expect.objectContaining({ ok: true }) });
    expect(Object.keys(await project.rows())).toEqual(['crashes', 'other']);
  });

  for (const [what, files, says] of [
    [
      'a cycle',
      { 'a.toml': unit('a', '[dependencies]\nrequires = ["b"]'), 'b.toml': unit('b', '[dependencies]\nafter = ["a"]') },
      /a cycle: a → b → a/,
    ],
    [
      'a dependency on itself',
      { 'a.toml': unit('a', '[dependencies]\nrequires = ["a"]') },
      /"a" names itself in requires[\s\S]*a\.toml:5:/,
    ],
    [
      'a name twice',
      { 'a.toml': unit('a'), 'b.toml': unit('a') },
      /"a" is already defined in a\.toml[\s\S]*b\.toml:2:/,
    ],
    ['a file that is not TOML', { 'a.toml': unit('a'), 'b.toml': '[service\n' }, /not valid TOML[\s\S]*b\.toml:1:/],
  ] as const) {
    test(`B7: ${what} is told with its place, and a running project is not touched`, async ({ rig, project }) => {
      rig.write('good.toml', unit('good'));
      await project.ok('up', '-d', '--wait', '-f', '.');
      const pids = await project.pids();
      for (const [name, text] of Object.entries(files)) rig.write(`${name}`, text);
      expect(await project.run(['check', '-f', '.'])).toMatchObject({
        status: 2,
        stderr: expect.stringMatching(says),
      });
      const reload = await project.run(['reload', '-f', '.']);
      expect(reload).toMatchObject({ status: 2, stderr: expect.stringMatching(says) });
      expect(await project.pids()).toEqual(pids);
    });
  }

  test('B7: an unknown key is told, with the one that was meant', async ({ rig, project }) => {
    rig.write('a.toml', unit('a', 'restrat = "always"\n[dependencies]\nrequire = ["b"]'));
    const { status, stderr } = await project.run(['check', '-f', '.']);
    expect(status).toBe(0);
    expect(stderr).toMatch(/unknown key "restrat"[\s\S]*unknown key "require"[\s\S]*did you mean "requires"/);
  });

  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGKILL'] as const) {
    test(`B9: after ${signal} to zdev nothing runs, and the next start has one of each`, async ({ rig }) => {
      const daemon = `${LIVES.replace('echo up', 'sleep 300 & echo up')}`;
      rig.write('Procfile', `a: ${daemon}\nb: ${daemon}\n`);
      const start = async () => {
        const zdev = rig.up('--exit-on', 'never');
        for (const name of ['a', 'b']) await zdev.prints(`${name} | up`);
        return zdev;
      };
      const first = await start();
      first.kill(signal);
      await first.ended();
      await until(() => rig.services().length === 0, { what: 'nothing is left' });
      const second = await start();
      const leaders = () =>
        processesWith(`ZDEV_TEST=${rig.dir}`, 'ZDEV_RUN=').filter(({ command }) => command.includes('echo up'));
      // A shell that is about to become its `sleep` looks like the leader for a moment.
      await until(() => leaders().length === 2, { what: () => JSON.stringify(leaders()) });
      expect(await second.stop()).toBe(0);
    });
  }

  test('B13: what requires a service stops before it, and comes back with it', async ({ rig, project }) => {
    rig.write(
      'zinit.toml',
      toml('db', LIVES, 'health = { type = "log", target = "up" }') + toml('web', LIVES, 'requires = ["db"]'),
    );
    await project.ok('up', '-d', '--wait');
    const said = async () => (await project.ok('logs')).replace(/ +/g, ' ');
    await until(async () => count(await said(), '| up') === 2);
    await project.ok('restart', 'db', '--dependents');
    await until(async () => count(await said(), '| up') === 4);
    await project.ok('stop', 'db');
    expectInOrder(await said(), 'web | bye', 'db | bye', 'db | up', 'web | up', 'web | bye', 'db | bye');
    expect(await project.pids()).toEqual({});
    await project.ok('start', 'db');
    await project.untilRow('web', ({ ready }) => ready);
  });

  test('B15: a probe that hangs leaves no process behind, and runs where and as the service does', async ({
    rig,
    project,
  }) => {
    rig.write('sub/bin/probe.sh', 'echo "$GREETING $PWD" >>asked\nsleep 287 & sleep 287\n');
    rig.write('sub/bin/on-path', '#!/bin/sh\n. bin/probe.sh\n');
    await rig.shell('chmod +x sub/bin/on-path').ended();
    const probed = `dir = "sub"
env = { GREETING = "hello", PATH = "${rig.dir}/sub/bin:/usr/bin:/bin" }
health = { type = "exec", target = "on-path", timeout_ms = 100 }`;
    rig.write('zinit.toml', toml('a', LIVES, probed));
    await project.ok('up', '-d');
    const asked = () => read(join(rig.dir, 'sub/asked'));
    await until(() => count(asked(), '\n') >= 4, { what: 'four probes' });
    const sleeping = () => processesWith(`ZDEV_TEST=${rig.dir}`).filter(({ command }) => command.includes('sleep 287'));
    await until(() => sleeping().length <= 2, { what: 'only those of the current probe' });
    expect(new Set(asked().trim().split('\n'))).toEqual(new Set([`hello ${rig.dir}/sub`]));
    await project.ok('down');
    expect(sleeping()).toEqual([]);
  });

  test('B23: what is added at run time has its dependencies, may be a bare command, and is checked', async ({
    rig,
    project,
  }) => {
    rig.write('zinit.toml', toml('db', LIVES));
    await project.ok('up', '-d', '--wait');
    const config = { service: { name: 'late', exec: 'sleep 300' }, dependencies: { requires: ['db'] } };
    expect(await project.call('service.add', { config })).toMatchObject({ result: { name: 'late' } });
    await project.untilRow('late', ({ ready }) => ready);
    expect(await project.ok('tree')).toMatch(/^db .*\n└─ late/);
    const bad = { ...config, lifecycle: { stop_signal: 'SIGNONSENSE' } };
    expect(await project.call('service.update', { config: bad })).toMatchObject({ error: { code: -32011 } });
    const cycle = { service: { name: 'db', exec: LIVES }, dependencies: { requires: ['late'] } };
    expect(await project.call('service.update', { config: cycle })).toMatchObject({ error: { code: -32011 } });

    const changed = { ...config, service: { ...config.service, exec: 'sleep 301' } };
    const { pid } = await project.untilRow('late', ({ ready }) => ready);
    expect(await project.call('service.update', { config: changed })).toMatchObject({ result: { name: 'late' } });
    await project.untilRow('late', (row) => row.ready && row.pid !== pid);
    await project.ok('stop', 'db');
    expect((await project.rows())['late']).toMatchObject({ state: 'blocked', pid: null });

    await project.ok('reload');
    expect((await project.rows())['late']).toMatchObject({ state: 'blocked' });
    expect(await project.call('service.delete', { name: 'late' })).toEqual({ result: expect.anything() });
    expect(Object.keys(await project.rows())).toEqual(['db']);
  });

  test('B23: a deletion is for what runs, and leaves files as they are; a reload brings back', async ({
    rig,
    project,
  }) => {
    rig.write('zinit.toml', toml('db', LIVES));
    await project.ok('up', '-d', '--wait');
    const config = { service: { name: 'kept', exec: 'sleep 300' }, dependencies: { requires: ['db'] } };
    expect(await project.call('service.register', { config })).toMatchObject({ result: { name: 'kept' } });
    await project.untilRow('kept', ({ ready }) => ready);
    expect(await project.call('service.delete', { name: 'kept' })).toEqual({ result: expect.anything() });
    expect(Object.keys(await project.rows())).toEqual(['db']);
    expect(read(join(rig.dir, 'zinit.toml'))).toContain('[services.kept]');
    expect(await project.ok('reload')).toContain('+ kept');
    await project.untilRow('kept', ({ ready }) => ready);
    expect(await project.ok('tree')).toMatch(/^db .*\n└─ kept/);
  });

  test('B24: a reload does what it says: starts, stops, restarts', async ({ rig, project }) => {
    rig.write('gone.toml', unit('gone'));
    rig.write('changed.toml', unit('changed'));
    rig.write('waits.toml', unit('waits'));
    await project.ok('up', '-d', '--wait', '-f', '.');
    const before = await project.pids();
    await rig.shell('rm ./gone.toml').ended();
    rig.write('changed.toml', unit('changed', 'env = { A = "1" }'));
    rig.write('new.toml', unit('new'));
    expect(await project.call('service.reload')).toMatchObject({
      result: { added: ['new'], removed: ['gone'], changed: ['changed'] },
    });
    await project.untilRow('new', ({ ready }) => ready);
    await project.untilRow('changed', ({ ready, pid }) => ready && pid !== before['changed']);
    await until(() => !lives(before['gone'] ?? 0));
    expect(await project.pids()).toMatchObject({ waits: before['waits'] });
  });

  test('B29: prepare_restart answers, and the next supervisor takes every command for what it is', async ({
    rig,
    project,
  }) => {
    rig.write(
      'zinit.toml',
      toml('plain', 'exec sleep 300') +
        toml('shell', 'A=1 sleep 300') +
        toml('chats', 'while echo x; do sleep 0.05; done'),
    );
    await project.ok('up', '-d', '--wait');
    const pids = await project.pids();
    const first = project.supervisor();
    expect(await project.call('system.prepare_restart')).toMatchObject({
      result: { ready: true, state_path: expect.stringContaining(`${rig.dir}/.zdev`) },
    });
    await until(() => !lives(first));
    await project.ok('up', '-d', '--wait');
    expect(await project.pids()).toEqual(pids);
  });

  test('B29: a process that only has the number of a service is left alone', async ({ rig, project }) => {
    rig.write('zinit.toml', toml('a', 'exec sleep 300'));
    await project.ok('up', '-d', '--wait');
    const { a = 0 } = await project.pids();
    await project.ok('down', '--keep');
    process.kill(-a, 'SIGKILL');
    await until(() => !lives(a));
    const stranger = spawn('sleep', ['300'], { stdio: 'ignore', detached: true });
    onTestFinished(() => void stranger.kill('SIGKILL'));
    const journal = join(rig.dir, '.zdev/journal.log');
    const text = readFileSync(journal, 'utf8');
    expect(text).toContain(`"pid":${a}`);
    writeFileSync(journal, text.replaceAll(`"pid":${a}`, `"pid":${stranger.pid}`));
    await project.ok('up', '-d', '--wait');
    expect((await project.pids())['a']).not.toBe(stranger.pid);
    await project.ok('down');
    expect(lives(stranger.pid ?? 0)).toBe(true);
  });

  test('B29: what ended while nobody looked is not taken for alive', async ({ rig, project }) => {
    rig.write('zinit.toml', toml('a', 'exec sleep 300'));
    await project.ok('up', '-d', '--wait');
    const { a = 0 } = await project.pids();
    await project.ok('down', '--keep');
    process.kill(-a, 'SIGKILL');
    await project.ok('up', '-d', '--wait');
    await project.untilRow('a', ({ pid, ready }) => ready && pid !== a);
  });
});

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
