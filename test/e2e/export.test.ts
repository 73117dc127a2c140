import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';
import { parse } from 'yaml';
import { test } from '../helpers/zdev.ts';

const SHOP = `[project]
name = "shop"
[defaults]
image = "node:22"
[services.db]
exec = "node db.js"
port = 5432
[services.web]
exec = "node web.js"
requires = ["db"]
watch = ["src"]
`;

test('export prints one file, writes several, and says what is lost', async ({ rig }) => {
  rig.write('zinit.toml', SHOP);
  const compose = rig.zdev(['export', 'compose']);
  expect(await compose.ended()).toBe(0);
  expect(parse(compose.stdout).services.web.depends_on).toEqual({ db: { condition: 'service_healthy' } });
  expect(compose.stderr).toBe('warning: watch (web): the files are in the image\n');
  const units = rig.zdev(['export', 'systemd', '-o', 'units']);
  expect(await units.ended()).toBe(0);
  expect(units.stdout).toContain('units/shop-web.service: written\n');
  expect(readFileSync(join(rig.dir, 'units/shop-web.service'), 'utf8')).toContain('Requires=shop-db.service\n');
  const wrong = rig.zdev(['export', 'kubernets']);
  expect(await wrong.ended()).toBe(2);
  expect(wrong.stderr).toContain('did you mean "kubernetes"?');
  const none = rig.zdev(['export']);
  expect(await none.ended()).toBe(2);
});

test('check tells a likely mistake with its place, and that is no failure; up does not look for it', async ({
  rig,
}) => {
  rig.write('zinit.toml', '[services.a]\nexec = "true"\nwatch = ["src"]\n');
  const check = rig.zdev(['check']);
  expect(await check.ended()).toBe(0);
  expect(check.stderr).toContain('zinit.toml:3:10');
  expect(check.stderr).toContain('"a" watches "src", which does not exist');
  const up = rig.up('--exit-on', 'any');
  expect(await up.ended()).toBe(0);
  expect(up.stderr).toBe('');
});

test('schema prints the schema that the package has', async ({ rig }) => {
  const schema = rig.zdev(['schema']);
  expect(await schema.ended()).toBe(0);
  const file = fileURLToPath(new URL('../../schema/zinit.schema.json', import.meta.url));
  expect(schema.stdout).toBe(readFileSync(file, 'utf8'));
});
