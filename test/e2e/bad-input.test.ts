import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { ordinaryUser } from '../helpers/needs.ts';
import { type Rig, test } from '../helpers/zdev.ts';
import { ZDEV_BIN } from '../helpers/zdev-process.ts';
import { LIVES } from '../helpers/zdev-text.ts';

/** Runs `up`, which must start nothing and write nothing. Gives what is on stderr. */
async function rejected(rig: Rig, ...args: string[]): Promise<string> {
  const zdev = rig.up(...args);
  expect(await zdev.ended()).toBe(2);
  expect(zdev.stdout).toBe('');
  expect(existsSync(join(rig.dir, '.zdev'))).toBe(false);
  return zdev.stderr;
}

test('all mistakes of a zinit.toml are told at once, each with its place', async ({ rig }) => {
  rig.write(
    'zinit.toml',
    `[services.db]
exec = "touch started; sleep 100"
requirs = ["x"]
oneshot = "yes"
[services.api]
exec = "touch started; sleep 100"
requires = ["bd"]
after = ["api"]
health = { type = "log", target = "(" }
lifecycle = { stop_signal = "SIGFOO" }
[services.one]
exec = "true"
requires = ["two"]
[services.two]
exec = "true"
requires = ["one"]
`,
  );
  const text = await rejected(rig);
  for (const line of [3, 4, 7, 8, 9, 10]) expect(text).toMatch(new RegExp(`zinit\\.toml:${line}:\\d+`));
  expect(text).toContain('did you mean "requires"?');
  expect(text).toContain('did you mean "db"?');
  expect(text).toMatch(/one → two → one|two → one → two/);
  expect(existsSync(join(rig.dir, 'started'))).toBe(false);
});

test('a duplicate table and broken TOML are told with their place', async ({ rig }) => {
  rig.write('zinit.toml', '[services.a]\nexec = "true"\n[services.a]\nexec = "true"\n');
  expect(await rejected(rig)).toMatch(/zinit\.toml:3:\d+/);
  rig.write('zinit.toml', '[services.a]\nexec = "true\n');
  expect(await rejected(rig)).toMatch(/zinit\.toml:2:\d+/);
});

test('Procfiles: empty, with a duplicate, a directory, none', async ({ rig }) => {
  rig.write('Procfile', '');
  expect(await rejected(rig)).toContain('Procfile');
  rig.write('Procfile', 'a: sleep 1\nb: true\na: true\n');
  expect(await rejected(rig)).toMatch(/Procfile:3:1.*\n?.*a/);
  mkdirSync(join(rig.dir, 'dir/Procfile'), { recursive: true });
  expect(await rejected(rig, '-f', 'dir/Procfile')).toContain('dir/Procfile');
  expect(await rejected(rig, '-f', 'nowhere')).toContain('nowhere');
});

test('a file that may not be read', ordinaryUser, async ({ rig }) => {
  rig.write('Procfile', 'a: true\n');
  chmodSync(join(rig.dir, 'Procfile'), 0);
  expect(await rejected(rig)).toMatch(/Procfile[\s\S]*permission denied/i);
});

test('a directory without any project file says what zdev looks for', async ({ rig }) => {
  const text = await rejected(rig);
  for (const name of ['zinit.toml', 'Procfile.dev', 'Procfile']) expect(text).toContain(name);
});

test('a line of a Procfile that is none is a warning, and the rest starts', async ({ rig }) => {
  rig.write('Procfile', `web ${LIVES}\na: ${LIVES}\n`);
  const zdev = rig.up();
  await zdev.prints('a | up');
  expect(zdev.stderr).toMatch(/warning[\s\S]*Procfile:1:1|Procfile:1:1[\s\S]*warning/);
  expect(await zdev.stop()).toBe(0);
});

test('an unknown name is told with the one that was meant, and starts nothing', async ({ rig }) => {
  rig.write('Procfile', 'server: touch started; sleep 100\n');
  const zdev = rig.up('sevrer');
  expect(await zdev.ended()).toBe(1);
  expect(zdev.stderr).toContain('did you mean "server"?');
  expect(existsSync(join(rig.dir, 'started'))).toBe(false);
});

test('wrong command lines end with 2', async ({ rig }) => {
  rig.write('Procfile', 'a: touch started; sleep 100\n');
  expect(await rejected(rig, '--frobnicate')).toContain("'--frobnicate'");
  expect(await rejected(rig, '--exit-on', 'sometimes')).toContain('any, failure, all, never');
  expect(await rejected(rig, '-p', 'http')).toContain('http');
  expect(await rejected(rig, '-m', 'a=many')).toContain('many');
  const wrongVerb = rig.zdev(['upp']);
  expect(await wrongVerb.ended()).toBe(2);
  expect(wrongVerb.stderr).toContain('up');
  expect(existsSync(join(rig.dir, 'started'))).toBe(false);
});

test('check --json tells the same, with the services', async ({ rig }) => {
  rig.write('Procfile', 'web: serve -p $PORT\n');
  rig.write('zinit.toml', '[services.web]\nrequirs = ["db"]\n');
  const zdev = rig.zdev(['check', '--json']);
  expect(await zdev.ended()).toBe(2);
  const { services, diagnostics } = JSON.parse(zdev.stdout);
  expect(diagnostics).toMatchObject([{ severity: 'error', file: 'zinit.toml', line: 2, column: 1 }]);
  expect(services).toMatchObject([{ name: 'web', exec: 'serve -p $PORT' }]);

  rig.write('zinit.toml', '');
  const good = rig.zdev(['check']);
  expect(await good.ended()).toBe(0);
  expect(good.stdout).toContain('ok (web)');
  expect(existsSync(join(rig.dir, '.zdev'))).toBe(false);
});

test('in a directory that was deleted, every command says so in one sentence', ({ rig }) => {
  mkdirSync(join(rig.dir, 'gone'));
  for (const command of ['up --no-tui', 'up -d', 'ps', 'check', 'down']) {
    const script = `rmdir "$PWD" && exec "$0" "$1" ${command}`;
    mkdirSync(join(rig.dir, 'gone'), { recursive: true });
    const { status, stderr, stdout } = spawnSync('/bin/sh', ['-c', script, process.execPath, ZDEV_BIN], {
      cwd: join(rig.dir, 'gone'),
      encoding: 'utf8',
    });
    expect([command, status, stdout]).toEqual([command, 1, '']);
    expect(stderr).toBe(
      'error: the current directory no longer exists, or you may not enter it\n  hint: enter it again with cd, or go to another directory\n',
    );
  }
});
