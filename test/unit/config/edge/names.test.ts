import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { edgeDomain, edgeNames, edgeUrl, labelOf } from '../../../../src/config/edge/names.ts';
import { loadProject } from '../../../../src/config/load.ts';
import { tempDir } from '../../../helpers/temp.ts';

async function namesIn(dir: string, toml: string, more: { readonly beside?: string } = {}) {
  writeFileSync(join(dir, 'zinit.toml'), toml);
  const leasePorts = async () => ({ ports: new Map(), problems: [] }) as never;
  const project = await loadProject({ cwd: dir, environ: {}, leasePorts, ...more });
  return edgeNames(edgeDomain(project), project.services).map(({ host, service, port }) => [host, service, port]);
}

test('each service with a port has a name; oneshots, targets and services without a port have none', async () => {
  const toml = `
project.name = "shop"
[services.web]
exec = "sleep 1"
port = 3000
[services.front]
exec = "sleep 1"
port = 3001
listen = 3002
[services.worker]
exec = "sleep 1"
[services.once]
exec = "true"
oneshot = true
port = 3003
[targets.all]
requires = ["web"]
`;
  expect(await namesIn(tempDir(), toml)).toEqual([
    ['web.shop.localhost', 'web', 3000],
    ['front.shop.localhost', 'front', 3002],
  ]);
});

const WEB = 'project.name = "shop"\n[services.web]\nexec = "sleep 1"\nport = 3000\n';

test('in a linked worktree the name contains the branch, or the name of the worktree if there is no branch', async () => {
  const dir = tempDir();
  const gitDir = join(dir, 'main/.git/worktrees/tree');
  mkdirSync(gitDir, { recursive: true });
  const tree = join(dir, 'tree');
  mkdirSync(tree);
  writeFileSync(join(tree, '.git'), `gitdir: ${gitDir}\n`);
  writeFileSync(join(gitDir, 'HEAD'), 'ref: refs/heads/feature/Login\n');
  expect(await namesIn(tree, WEB)).toEqual([['web.feature-login.shop.localhost', 'web', 3000]]);
  writeFileSync(join(gitDir, 'HEAD'), '');
  expect(await namesIn(tree, WEB)).toEqual([['web.tree.shop.localhost', 'web', 3000]]);
});

test.each([
  ['Shop', 'shop'],
  ['web.1', 'web-1'],
  ['my_app', 'my-app'],
  ['--a--', 'a'],
  ['Café', 'cafe'],
  ['日本', 'u65e5-u672c'],
  ['a.b@evil.com/x', 'a-b-evil-com-x'],
  ['x'.repeat(70), 'x'.repeat(63)],
])('%s becomes %s in a name', (text, label) => {
  expect(labelOf(text)).toBe(label);
});

test('two services never share a name', async () => {
  const service = (name: string, port: number) => `[services."${name}"]\nexec = "sleep 1"\nport = ${port}\n`;
  const toml = `project.name = "p"\n${service('a_b', 1001)}${service('a.b', 1002)}${service('a-b', 1003)}`;
  expect((await namesIn(tempDir(), toml)).map(([host]) => host)).toEqual([
    'a-b.p.localhost',
    'a-b-2.p.localhost',
    'a-b-3.p.localhost',
  ]);
});

test('the address contains the port unless it is the default port of browsers', () => {
  expect([edgeUrl('web.shop.localhost', 2080), edgeUrl('web.shop.localhost', 80)]).toEqual([
    'http://web.shop.localhost:2080',
    'http://web.shop.localhost',
  ]);
});
