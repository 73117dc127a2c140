import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { findProject, withClient } from '../../../../src/cli/client/project-client.ts';
import { tempDir } from '../../../helpers/temp.ts';
import { FakeControl } from '../../rpc/fake-control.ts';
import { fakeCaller, runningProject, serveIn } from '../rig.ts';

test('a project is found from any directory below it', async () => {
  const { dir } = await runningProject();
  const below = join(dir, 'src/deep');
  mkdirSync(below, { recursive: true });
  const place = await findProject({}, fakeCaller(below));
  expect(place.dir).toBe(dir);
  expect(place.client).not.toBe(null);
  place.client?.close();
});

test('a project that does not run hides the one around it', async () => {
  const { dir } = await runningProject();
  const inner = join(dir, 'packages/api');
  mkdirSync(inner, { recursive: true });
  writeFileSync(join(inner, 'Procfile'), 'api: node api.js\n');
  const io = fakeCaller(inner);
  expect(await withClient({}, io, async () => 0)).toBe(1);
  expect(io.complained()).toBe(`error: zdev does not run in ${inner}\n  hint: start it with: zdev up -d\n`);
});

test('what an earlier zdev has left behind hides nothing', async () => {
  const { dir } = await runningProject();
  const inner = join(dir, 'old');
  mkdirSync(join(inner, '.zdev'), { recursive: true });
  writeFileSync(join(inner, '.zdev/zdev.sock'), '');
  const place = await findProject({}, fakeCaller(inner));
  expect(place.dir).toBe(dir);
  place.client?.close();
});

test('-f names a file of the project, or its directory', async () => {
  const outer = tempDir();
  const dir = join(outer, 'shop');
  mkdirSync(dir);
  writeFileSync(join(dir, 'Procfile.local'), '');
  await serveIn(dir, new FakeControl([]));
  for (const file of ['shop', 'shop/Procfile.local', dir]) {
    const place = await findProject({ file }, fakeCaller(outer));
    expect(place.dir).toBe(dir);
    expect(place.client).not.toBe(null);
    place.client?.close();
  }
  await expect(findProject({ file: 'nowhere' }, fakeCaller(outer))).rejects.toThrow('nowhere does not exist');
});

test('a supervisor that ends in the middle is reported as such', async () => {
  const { dir, server, io } = await runningProject();
  const status = await withClient({}, io, async ({ client }) => {
    await server.close();
    await client.call('service.list');
    return 0;
  });
  expect(status).toBe(1);
  expect(io.complained()).toBe(`error: zdev in ${dir} has ended\n`);
});
