import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { program } from '../helpers/programs.ts';
import { until } from '../helpers/wait.ts';
import { test } from '../helpers/zdev.ts';
import { expectInOrder, freePort, LIVES } from '../helpers/zdev-text.ts';

test('a project comes up in order, and goes down in the opposite one', async ({ rig }) => {
  const port = await freePort();
  rig.write(
    'zinit.toml',
    `
[services.db]
exec = '''sleep 0.2; ${program('ready-after.mjs', 200).replaceAll("'", '')} ${port}'''
health = { type = "tcp", target = "127.0.0.1:${port}" }
[services.migrate]
exec = "echo migrating; sleep 0.2; echo migrated"
oneshot = true
requires = ["db"]
[services.api]
exec = '''trap 'sleep 0.2; echo bye; exit 0' TERM; echo up; while :; do sleep 0.2; done'''
requires = ["migrate", "db"]
[services.late]
exec = '''${LIVES}'''
after = ["api"]
[targets.backend]
requires = ["api"]
[services.web]
exec = '''trap 'sleep 0.2; echo bye; exit 0' TERM; echo up; while :; do sleep 0.2; done'''
requires = ["backend"]
`,
  );
  const zdev = rig.up();
  await zdev.prints('late | up');
  await zdev.prints('web | up');
  expectInOrder(zdev.text, 'db: ready after', 'migrating', 'migrated', 'migrate: done', 'api: started', 'web: started');
  expectInOrder(zdev.text, 'api: started', 'late: started');
  expectInOrder(zdev.text, 'migrate: waits for db', 'db: ready');
  expectInOrder(zdev.text, 'backend: ready', 'web: started');

  expect(await zdev.stop()).toBe(0);
  expect(rig.services()).toEqual([]);
  expectInOrder(zdev.text, 'SIGINT', 'web: stopping', 'web | bye', 'api: stopping', 'api | bye', 'db: stopping');
  expect(zdev.stderr).toBe('');
});

test('what fails its health check for long is not passed by', async ({ rig }) => {
  rig.write(
    'zinit.toml',
    `
[services.db]
exec = '''${LIVES}'''
health = { type = "exec", target = "echo >> looks; test -e ready" }
[services.api]
exec = '''${LIVES}'''
requires = ["db"]
`,
  );
  const zdev = rig.up();
  await zdev.prints('db | up');
  await until(() => existsSync(join(rig.dir, 'looks')) && readFileSync(join(rig.dir, 'looks')).length >= 3);
  expect(zdev.text).not.toContain('api: started');
  rig.write('ready', '');
  await zdev.prints('api | up');
  expectInOrder(zdev.text, 'db: ready after', 'api: started');
  expect(await zdev.stop()).toBe(0);
});

test('names start these services with what they require and want, and nothing else', async ({ rig }) => {
  rig.write(
    'zinit.toml',
    `
[services.db]
exec = '''${LIVES}'''
[services.metrics]
exec = '''${LIVES}'''
status = "stop"
[services.api]
exec = '''${LIVES}'''
requires = ["db"]
wants = ["metrics"]
[services.other]
exec = '''${LIVES}'''
`,
  );
  const zdev = rig.up('api');
  for (const name of ['api', 'db', 'metrics']) await zdev.prints(`${name} | up`);
  expect(await zdev.stop()).toBe(0);
  expect(zdev.text).not.toContain('other');
});
