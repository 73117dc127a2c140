import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { test } from '../helpers/zdev.ts';
import { count, expectInOrder, LIVES } from '../helpers/zdev-text.ts';

test('missing directory, missing command, no right to run: each says why', async ({ rig }) => {
  rig.write('not-mine', '#!/bin/sh\n');
  chmodSync(join(rig.dir, 'not-mine'), 0o644);
  rig.write(
    'zinit.toml',
    `
[defaults.lifecycle]
restart = "never"
[services.dirless]
exec = "true"
dir = "nowhere"
[services.missing]
exec = "no-such-command-zdev"
[services.denied]
exec = "./not-mine"
[services.fine]
exec = '''${LIVES}'''
`,
  );
  const zdev = rig.up('--exit-on', 'never');
  await zdev.prints(/dirless: cannot start: .*nowhere/);
  await zdev.prints('missing: exit code 127');
  await zdev.prints('denied: exit code 126');
  await zdev.prints('fine | up');
  expect(zdev.text).toMatch(/missing \| .*no-such-command-zdev: not found/);
  expect(zdev.text).toMatch(/denied \| .*[Pp]ermission denied/);
  expect(await zdev.stop()).toBe(0);
});

test('a crash is followed by restarts with growing delays, until it gives up', async ({ rig }) => {
  rig.write(
    'zinit.toml',
    `
[services.crashes]
exec = "echo the reason; exit 3"
lifecycle = { restart_delay_ms = 40, max_restarts = 3 }
`,
  );
  const zdev = rig.up();
  expect(await zdev.ended()).toBe(3);
  expect(count(zdev.text, 'crashes | the reason')).toBe(4);
  expectInOrder(
    zdev.text,
    'crashes: exit code 3; next try in',
    'crashes: exit code 3; next try in',
    'crashes: exit code 3; next try in',
    'crashes: exit code 3; gave up after 3 restarts',
  );
});

test('restart = "always" follows a success as well', async ({ rig }) => {
  rig.write(
    'zinit.toml',
    `[services.again]\nexec = "echo round"\nlifecycle = { restart = "always", restart_delay_ms = 10 }\n`,
  );
  const zdev = rig.up();
  await zdev.prints(/(again \| round[\s\S]*){3}/);
  expect(await zdev.stop()).toBe(0);
});

test('a service that is not ready in time is killed, with the last error of its probe', async ({ rig }) => {
  rig.write(
    'zinit.toml',
    `
[services.slow]
exec = '''${LIVES}'''
health = { type = "exec", target = "echo no such table >&2; exit 4", interval_ms = 50, timeout_ms = 3000, retries = 1 }
lifecycle = { restart = "never", start_timeout_ms = 400 }
`,
  );
  const zdev = rig.up();
  expect(await zdev.ended()).toBe(1);
  expect(zdev.text).toMatch(/slow: start timeout: not ready after .* \(.*no such table.*\)/);
  expect(rig.services()).toEqual([]);
});

test('what a dead leader left in its group is ended before the next run', async ({ rig }) => {
  rig.write(
    'zinit.toml',
    `
[services.messy]
exec = '''
if [ -e left ]; then
  case $(ps -o stat= -p $(cat left)) in ""|Z*) echo clean ;; *) echo overlap ;; esac
  exec sleep 300
fi
sleep 300 & echo $! > left; exit 1
'''
lifecycle = { restart_delay_ms = 10 }
`,
  );
  const zdev = rig.up();
  await zdev.prints(/messy \| (clean|overlap)/);
  expect(zdev.text).toContain('messy | clean');
  expect(await zdev.stop()).toBe(0);
});
