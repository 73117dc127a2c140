import { expect } from 'vitest';
import { program } from '../helpers/programs.ts';
import { test } from '../helpers/zdev.ts';
import { LIVES } from '../helpers/zdev-text.ts';

for (const [what, exec, status] of [
  ['with 0', 'exit 0', 0],
  ['with 7', 'exit 7', 7],
  ['by SIGSEGV', program('dies-by.sh', 'SEGV'), 139],
  ['by SIGTERM', program('dies-by.sh', 'TERM'), 143],
  ['for want of its command', 'no-such-command-zdev', 127],
] as const) {
  test(`a lone Procfile: a process that ends ${what} ends all, with status ${status}`, async ({ rig }) => {
    rig.write('Procfile', `a: ${LIVES}\nb: while [ ! -e go ]; do sleep 0.05; done; ${exec}\n`);
    const zdev = rig.up();
    await zdev.prints('a | up');
    rig.write('go', '');
    expect(await zdev.ended()).toBe(status);
    expect(zdev.text).toContain('a | bye');
    expect(rig.services()).toEqual([]);
  });
}

test('--exit-on failure goes on after a success, and ends with the status of a failure', async ({ rig }) => {
  rig.write(
    'zinit.toml',
    `
[defaults.lifecycle]
restart = "never"
[services.a]
exec = '''${LIVES}'''
[services.good]
exec = "exit 0"
[services.bad]
exec = "while [ ! -e go ]; do sleep 0.05; done; exit 3"
`,
  );
  const zdev = rig.up('--exit-on', 'failure');
  await zdev.prints('good: ended (exit code 0)');
  await zdev.prints('a | up');
  rig.write('go', '');
  expect(await zdev.ended()).toBe(3);
  expect(zdev.text).toContain('a | bye');
});

test('--exit-on failure waits for the restarts to be given up', async ({ rig }) => {
  rig.write(
    'zinit.toml',
    `[services.bad]\nexec = "exit 3"\nlifecycle = { max_restarts = 2, restart_delay_ms = 10 }\n[services.a]\nexec = '''${LIVES}'''\n`,
  );
  const zdev = rig.up('--exit-on', 'failure');
  expect(await zdev.ended()).toBe(3);
  expect(zdev.text).toContain('bad: exit code 3; gave up after 2 restarts');
});

test('--exit-on all ends a Procfile when the last process has ended', async ({ rig }) => {
  rig.write('Procfile', 'a: exit 0\nb: while [ ! -e go ]; do sleep 0.05; done; echo last\n');
  const zdev = rig.up('--exit-on', 'all');
  await zdev.prints('a: ended (exit code 0)');
  rig.write('go', '');
  expect(await zdev.ended()).toBe(0);
  expect(zdev.text).toContain('b | last');
});

test('--exit-on never stays when nothing runs', async ({ rig }) => {
  rig.write('Procfile', 'a: echo done\n');
  const zdev = rig.up('--exit-on', 'never');
  await zdev.prints('a: ended (exit code 0)');
  expect(zdev.ending).toBeUndefined();
  expect(await zdev.stop()).toBe(0);
});

test('zinit.toml: up ends when all have ended, with 0 when all ended well', async ({ rig }) => {
  rig.write(
    'zinit.toml',
    `
[services.migrate]
exec = "echo migrated"
oneshot = true
[services.seed]
exec = "echo seeded"
oneshot = true
requires = ["migrate"]
`,
  );
  const zdev = rig.up();
  expect(await zdev.ended()).toBe(0);
  expect(zdev.text).toMatch(/migrate: done[\s\S]*seed: done/);
});

test('a oneshot that succeeds does not end a Procfile with a zinit.toml, nor under --exit-on any', async ({ rig }) => {
  rig.write('Procfile', `web: ${LIVES}\nmigrate: echo migrated\n`);
  rig.write('zinit.toml', '[services.migrate]\noneshot = true\n[services.web]\nrequires = ["migrate"]\n');
  const zdev = rig.up('--exit-on', 'any');
  await zdev.prints('web | up');
  expect(await zdev.stop()).toBe(0);
});

test('a dependency that failed for good ends it with its status, and says who waits for it', async ({ rig }) => {
  rig.write(
    'zinit.toml',
    `[services.migrate]\nexec = "echo cannot connect; exit 1"\noneshot = true\n[services.api]\nexec = '''${LIVES}'''\nrequires = ["migrate"]\n`,
  );
  const zdev = rig.up();
  expect(await zdev.ended()).toBe(1);
  expect(zdev.text).toContain('api: waits for migrate');
  expect(zdev.text).toContain('migrate: exit code 1');
  expect(zdev.text).not.toContain('api | up');
});

test('--exit-on all ends also what has a watch, when nothing is watched', async ({ rig }) => {
  rig.write('zinit.toml', '[services.a]\nexec = "exit 0"\nwatch = ["."]\n');
  const zdev = rig.up('--exit-on', 'all', '--no-watch');
  expect(await zdev.ended()).toBe(0);
});
