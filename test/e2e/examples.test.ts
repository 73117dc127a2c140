import { copyFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';
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

function copyExample(rig: Rig, name: string): void {
  copyFileSync(fileURLToPath(new URL(`../../${name}`, import.meta.url)), join(rig.dir, name));
}

/** Whether nobody listens on a port, on any address. */
function isFree(port: number): Promise<boolean> {
  const server = createServer();
  return new Promise((resolve) => {
    server.once('error', () => resolve(false));
    server.listen(port, () => server.close(() => resolve(true)));
  });
}
