import { join } from 'node:path';
import { expect, test } from 'vitest';
import { exported } from '../export/rig.ts';
import { brief, load, makeFiles, service } from './project.ts';

const AUTH = '[services.api]\nexec = "x"\n';
const needs = (...names: string[]) => `[services.web]\nexec = "x"\nrequires = ${JSON.stringify(names)}\n`;

function loadShop(toml: string, more: Record<string, string> = {}) {
  const dir = makeFiles({ 'auth/zinit.toml': AUTH, 'shop/zinit.toml': toml, ...more });
  return load({}, { cwd: join(dir, 'shop'), lint: true });
}

test('a service of another project becomes a target; paths are relative to the file that names it', async () => {
  const shop = await loadShop(`include = ["sub/job.toml"]\n${needs('../auth/:api')}`, {
    'shop/sub/job.toml': '[targets.job]\nrequires = ["../../auth:api", "../../auth:db"]\n',
  });
  expect(brief(shop)).toEqual([]);
  expect(service(shop, 'web').requires).toEqual(['../auth:api']);
  const job = shop.services.find(({ name }) => name === 'job');
  expect(job?.requires).toEqual(['../auth:api', '../auth:db']);
  const dir = join(shop.dir, '../auth');
  const externals = shop.services.flatMap((spec) => (spec.kind === 'target' && spec.external ? [spec] : []));
  expect(externals.map(({ name, external }) => [name, external])).toEqual([
    ['../auth:api', { dir, project: '../auth', service: 'api' }],
    ['../auth:db', { dir, project: '../auth', service: 'db' }],
  ]);
});

test('a path that leads to no project, to no service or to this project is an error at its place', async () => {
  const names = ['../none:api', '../auth', 'auth:', '../shop:web', '../empty:api'];
  const shop = await loadShop(needs(...names), { 'empty/x': '' });
  expect(brief(shop)).toEqual([
    'zinit.toml:3:13 error no-project',
    'zinit.toml:3:27 error no-service-named',
    'zinit.toml:3:37 error no-service-named',
    'zinit.toml:3:45 error own-project',
    'zinit.toml:3:59 error no-project',
  ]);
});

test.each(['after', 'wants', 'conflicts'])('%s accepts only services of this project', async (list) => {
  const shop = await loadShop(`[services.web]\nexec = "x"\n${list} = ["../auth:api"]\n`);
  expect(shop.diagnostics.map(({ message }) => message)).toEqual([
    expect.stringContaining('a service of this project: only requires takes one of another project'),
  ]);
});

test('exports leave such a service out, and say so', async () => {
  const shop = await loadShop(needs('../auth:api'));
  const { warnings, files } = await exported('systemd', shop);
  expect(warnings).toContain('requires (web): "../auth:api" belongs to another project and is left out');
  expect(files.map(({ text }) => text).join()).not.toContain('auth');
});
