import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { test } from '../helpers/zdev.ts';

test('logging.file gets all output of a service, run after run, and its directory is made', async ({ rig }) => {
  rig.write(
    'zinit.toml',
    `[services.a]
exec = "echo one; echo two >&2; printf three"
oneshot = true
logging = { file = "out/deep/a.log" }
`,
  );
  for (const _ of [1, 2]) expect(await rig.up().ended()).toBe(0);
  expect(readFileSync(join(rig.dir, 'out/deep/a.log'), 'utf8')).toBe('one\ntwo\nthreeone\ntwo\nthree');
});

test('a logging.file that cannot be written is said once, and costs the service nothing', async ({ rig }) => {
  mkdirSync(join(rig.dir, 'taken'));
  rig.write('zinit.toml', '[services.a]\nexec = "echo one; echo two"\noneshot = true\nlogging = { file = "taken" }\n');
  const zdev = rig.up();
  expect(await zdev.ended()).toBe(0);
  expect(zdev.stdout.match(/logging\.file cannot be written: .*taken/g)).toHaveLength(1);
  expect(existsSync(join(rig.dir, 'taken'))).toBe(true);
});
