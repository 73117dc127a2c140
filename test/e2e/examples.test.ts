import { execFileSync } from 'node:child_process';
import { copyFileSync, cpSync, existsSync, readdirSync, symlinkSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';
import { needs } from '../helpers/needs.ts';
import { type Rig, test } from '../helpers/zdev.ts';
import { expectInOrder } from '../helpers/zdev-text.ts';

test('Procfile.example runs as it is', async ({ rig, skip }) => {
  skip(!(await isFree(5000)), 'port 5000 is taken on this machine');
  copyExample(rig, 'Procfile.example');
  const zdev = rig.up('-f', 'Procfile.example');
  await zdev.prints('web | http://localhost:5000');
  await zdev.prints('worker | job 1 done');
  expect(await zdev.stop()).toBe(0);
  expect(zdev.stderr).toBe('');
});

test('zinit.toml.example runs as it is', async ({ rig, skip }) => {
  for (const port of [21517, 21518]) skip(!(await isFree(port)), `port ${port} is taken on this machine`);
  copyExample(rig, 'zinit.toml.example');
  const zdev = rig.up('-f', 'zinit.toml.example');
  await zdev.prints('web: ready after');
  await zdev.prints('backend: ready');
  expectInOrder(zdev.text, 'db: ready', 'migrate | migrated', 'web: ready', 'backend: ready');
  expect(await zdev.stop()).toBe(0);
  expect(zdev.stderr).toBe('');
});

const SHOP = fileURLToPath(new URL('../../examples/shop', import.meta.url));
const hasDatabase = existsSync(join(SHOP, 'node_modules/@electric-sql/pglite'));

test('two checkouts of the shop, and a test run beside one, share no data', {
  ...needs(hasDatabase, 'the database of examples/shop is not installed: npm ci'),
  timeout: 240_000,
}, async ({ rig }) => {
  const isSource = (path: string) => !/node_modules|\.pgdata|\.zdev/.test(path.slice(SHOP.length));
  cpSync(SHOP, join(rig.dir, 'main'), { recursive: true, filter: isSource });
  symlinkSync(fileURLToPath(new URL('../../node_modules', import.meta.url)), join(rig.dir, 'node_modules'));
  const linkPackages = (checkout: string) =>
    symlinkSync(join(SHOP, 'node_modules'), join(rig.dir, checkout, 'node_modules'));
  linkPackages('main');
  const git = (...args: readonly string[]) =>
    execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@t', ...args], { cwd: join(rig.dir, 'main') });
  git('init', '-q', '-b', 'main');
  rig.write('main/.gitignore', 'node_modules\n.pgdata*\n.zdev\n');
  git('add', '-A');
  git('commit', '-q', '-m', 'shop');
  git('worktree', 'add', '-q', '-b', 'feature-x', join(rig.dir, 'feature-x'));
  linkPackages('feature-x');
  const run = async (cwd: string, ...args: readonly string[]) => {
    const zdev = rig.zdev(args, { cwd });
    expect([await zdev.ended(120_000), zdev.stderr.includes('error')], zdev.text).toEqual([0, false]);
    return zdev.stdout;
  };
  const orders = `const at = 'http://127.0.0.1:' + process.env.API_PORT + '/orders';
    if (process.argv[2]) {
      const body = JSON.stringify({ customer: process.argv[2], productId: 1 });
      const answer = await fetch(at, { method: 'POST', body, headers: { 'content-type': 'application/json' } });
      if (!answer.ok) throw new Error('refused: ' + (await answer.text()));
    }
    console.log((await (await fetch(at)).json()).map((order) => order.customer).join(' ') || 'none');`;
  rig.write('orders.mjs', orders);
  const script = join(rig.dir, 'orders.mjs');
  const inProject = ['run', '--', 'sh', '-c', `eval "$($ZDEV env)"; node ${script} "$@"`, 'sh'] as const;

  // The main checkout would have the ports of the file, which somebody may hold on this machine. The linked one has its own anyway.
  await run('main', 'up', '-d', '--wait', '--isolated');
  await run('feature-x', 'up', '-d', '--wait');
  expect(await run('main', ...inProject, 'anna')).toBe('anna\n');
  expect(await run('feature-x', ...inProject, 'bert')).toBe('bert\n');
  expect(await run('main', 'test', 'api', '--', 'node', script)).toBe('none\n');
  await run('feature-x', 'down');
  expect(await run('main', ...inProject)).toBe('anna\n');
  await run('main', 'down');
  const data = (checkout: string) => readdirSync(join(rig.dir, checkout)).filter((name) => name.startsWith('.pgdata'));
  expect(data('feature-x')).toEqual(['.pgdata-feature_x']);
  expect(data('main').sort()).toEqual([expect.stringMatching(/^\.pgdata-main_\w{4}$/), expect.stringMatching(/test/)]);
});

function copyExample(rig: Rig, name: string): void {
  copyFileSync(fileURLToPath(new URL(`../../${name}`, import.meta.url)), join(rig.dir, name));
}

/** Whether no process listens on a port, on any address. */
function isFree(port: number): Promise<boolean> {
  const server = createServer();
  return new Promise((resolve) => {
    server.once('error', () => resolve(false));
    server.listen(port, () => server.close(() => resolve(true)));
  });
}
