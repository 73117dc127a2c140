import { expect } from 'vitest';
import { until } from '../helpers/wait.ts';
import { test } from '../helpers/zdev.ts';
import { count, expectInOrder, LIVES, pause, STUBBORN } from '../helpers/zdev-text.ts';

for (const signal of ['SIGTERM', 'SIGHUP', 'SIGINT'] as const) {
  test(`${signal} ends everything in order, with status 0`, async ({ rig }) => {
    rig.write('Procfile', `a: ${LIVES}\nb: ${LIVES}\n`);
    const zdev = rig.up();
    await zdev.prints('a | up');
    await zdev.prints('b | up');
    zdev.kill(signal);
    expect(await zdev.ended()).toBe(0);
    expect(rig.services()).toEqual([]);
    expectInOrder(zdev.text, `${signal} received, stopping`, 'a | bye');
    expectInOrder(zdev.text, `${signal} received, stopping`, 'b | bye');
  });
}

test('an ignored SIGHUP stays ignored, as under nohup', async ({ rig }) => {
  rig.write('Procfile', `a: ${LIVES}\n`);
  // The shell is replaced, so that signals reach zdev.
  const zdev = rig.shell('_=/usr/bin/nohup exec nohup $ZDEV up');
  await zdev.prints('a | up');
  zdev.kill('SIGHUP');
  expect(await rig.zdev(['ps']).ended()).toBe(0);
  zdev.kill('SIGTERM');
  expect(await zdev.ended()).toBe(0);
  expect(zdev.text).toContain('SIGTERM received, stopping');
  expect(zdev.text).not.toContain('SIGHUP');
});

test('Ctrl-C on a terminal reaches zdev alone, which stops the services', async ({ rig }) => {
  rig.write('Procfile', `a: trap 'echo INT' INT; trap 'echo bye; exit 0' TERM; echo up; while :; do sleep 0.2; done\n`);
  const zdev = rig.zdev(['up', '--no-tui'], { pty: true });
  await zdev.prints('| up');
  zdev.type('\x03');
  expect(await zdev.ended()).toBe(0);
  expectInOrder(zdev.text, 'SIGINT received, stopping', '| bye');
  expect(zdev.text).not.toContain('| INT');
  expect(rig.services()).toEqual([]);
});

test('a terminal that is closed ends everything', async ({ rig }) => {
  rig.write(
    'Procfile',
    `a: trap 'echo bye > said-bye; exit 0' TERM; echo up; while :; do sleep 0.2; done\nb: ${LIVES}\n`,
  );
  const zdev = rig.zdev(['up', '--no-tui'], { pty: true });
  await zdev.prints('b | up');
  await zdev.prints('a | up');
  zdev.hangUp();
  await zdev.ended();
  expect(rig.services()).toEqual([]);
  await expect(import('node:fs').then((fs) => fs.existsSync(`${rig.dir}/said-bye`))).resolves.toBe(true);
});

test('two signals within a moment are one', async ({ rig }) => {
  rig.write('Procfile', `a: trap 'sleep 0.4; echo bye; exit 0' TERM; echo up; while :; do sleep 0.1; done\n`);
  const zdev = rig.up();
  await zdev.prints('| up');
  zdev.kill('SIGINT');
  // Without giving up the processor, so that the moment stays one on a busy machine.
  for (const sinceMs = performance.now(); performance.now() - sinceMs < 3; );
  zdev.kill('SIGINT');
  expect(await zdev.ended()).toBe(0);
  expect(zdev.text).toContain('| bye');
  expect(count(zdev.text, 'SIGINT received')).toBe(1);
});

test('a second Ctrl-C kills everything now', async ({ rig }) => {
  const lifecycle = 'lifecycle = { stop_timeout_ms = 60000 }';
  const units = ['a', 'b'].map((name) => `[services.${name}]\nexec = '''${STUBBORN}'''\n${lifecycle}\n`);
  rig.write('zinit.toml', units.join(''));
  const zdev = rig.up();
  await zdev.prints('a | up');
  await zdev.prints('b | up');
  zdev.kill('SIGINT');
  await zdev.prints('SIGINT received');
  await pause(300);
  zdev.kill('SIGINT');
  expect(await zdev.ended()).toBe(0);
  expect(zdev.text).toContain('SIGINT again, killing everything');
  expect(rig.services()).toEqual([]);
});

test('who ignores SIGTERM is killed after its stop timeout, and named while waited for', async ({ rig }) => {
  rig.write(
    'zinit.toml',
    `
[services.db]
exec = '''${LIVES}'''
[services.mule]
exec = '''${STUBBORN}'''
requires = ["db"]
lifecycle = { stop_timeout_ms = 2800 }
`,
  );
  const zdev = rig.up();
  await zdev.prints('mule | up');
  zdev.kill('SIGINT');
  await zdev.prints(/waiting for .*mule \(SIGTERM sent .* ago, SIGKILL in /);
  expect(zdev.text).toMatch(/waiting for .*db \(waits for its dependents\)/);
  await until(() => zdev.ending !== undefined);
  expect(await zdev.ended()).toBe(0);
  expectInOrder(zdev.text, 'mule: did not end after SIGTERM; killed', 'db: stopping', 'db | bye');
});

test('a service that ignores SIGTERM on a terminal of its own ends too', async ({ rig }) => {
  rig.write('zinit.toml', `[services.mule]\nexec = '''${STUBBORN}'''\nlifecycle = { stop_timeout_ms = 200 }\n`);
  const zdev = rig.zdev(['up', '--no-tui'], { pty: true });
  await zdev.prints('mule | up');
  zdev.type('\x03');
  expect(await zdev.ended()).toBe(0);
  expect(zdev.text).toContain('did not end after SIGTERM; killed');
});
