import { once } from 'node:events';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { LeaseRequest, Leases } from '../../../../src/config/leaser.ts';
import { leasePorts } from '../../../../src/host/ports/leases.ts';
import { tempDir } from '../../../helpers/temp.ts';

/** A user with projects of their own; the list of leases is in `dir`. */
function user() {
  const dir = join(tempDir(), 'run');
  mkdirSync(dir, { mode: 0o700 });
  const before = process.env['ZDEV_RUNTIME_DIR'];
  process.env['ZDEV_RUNTIME_DIR'] = dir;
  onTestFinished(() => {
    if (before === undefined) delete process.env['ZDEV_RUNTIME_DIR'];
    else process.env['ZDEV_RUNTIME_DIR'] = before;
  });
  const lease = (project: string, wanted: readonly string[], rest: Partial<LeaseRequest> = {}) =>
    leasePorts({ dir: project, beside: null, range: [20_000, 29_999], wanted, fixed: new Set(), ...rest });
  return { dir, lease, list: () => JSON.parse(readFileSync(join(dir, 'ports.list'), 'utf8')).leases };
}

function portsOf(leases: Leases): Record<string, number> {
  if (!leases.ok) throw new Error(leases.message);
  return Object.fromEntries(leases.ports);
}

test('a key always has the same port, even after the list was lost, and never that of another key', async () => {
  const { dir, lease } = user();
  const [shop, blog] = [tempDir(), tempDir()];
  const first = portsOf(await lease(shop, ['api', 'api/metrics']));
  const other = portsOf(await lease(blog, ['api']));
  const all = [...Object.values(first), ...Object.values(other)];
  expect(new Set(all).size).toBe(3);
  expect(all.every((port) => port >= 20_000 && port <= 29_999)).toBe(true);
  expect(portsOf(await lease(shop, ['api']))).toEqual({ api: first['api'] });
  expect(portsOf(await lease(shop, ['api/metrics', 'web']))).toMatchObject({ 'api/metrics': first['api/metrics'] });
  rmSync(join(dir, 'ports.list'));
  expect(portsOf(await lease(shop, ['api', 'api/metrics']))).toEqual(first);
});

test('a run beside the ordinary one has its own ports', async () => {
  const { lease } = user();
  const shop = tempDir();
  const [ordinary, beside] = [await lease(shop, ['api']), await lease(shop, ['api'], { beside: 'test' })];
  expect(portsOf(beside)['api']).not.toBe(portsOf(ordinary)['api']);
});

test('a port that another process has taken is given up, and its holder is named', async () => {
  const { lease } = user();
  const shop = tempDir();
  const { api } = portsOf(await lease(shop, ['api']));
  const holder = createServer().listen(api, '127.0.0.1');
  onTestFinished(() => void holder.close());
  await once(holder, 'listening');
  const leases = await lease(shop, ['api']);
  expect(portsOf(leases)['api']).not.toBe(api);
  expect(leases).toMatchObject({
    moved: [{ key: 'api', from: api, holder: expect.stringContaining(`${process.pid}`) }],
  });
});

test('many at once, of several processes or one, get different ports', async () => {
  const { lease, list } = user();
  const projects = Array.from({ length: 8 }, () => tempDir());
  const all = await Promise.all(projects.map((project) => lease(project, ['a', 'b'])));
  expect(new Set(all.flatMap((leases) => Object.values(portsOf(leases)))).size).toBe(16);
  expect(list()).toHaveLength(16);
});

test('in a small range, leases of projects that are gone or do not run are given up for a new request', async () => {
  const { lease, list } = user();
  const [gone, idle, shop] = [tempDir(), tempDir(), tempDir()];
  const { api = 0 } = portsOf(await lease(shop, ['api']));
  const range = [api, api + 1] as const;
  await lease(gone, ['x'], { range });
  rmSync(gone, { recursive: true });
  await lease(idle, ['y'], { range });
  expect(list().map(({ dir }: { dir: string }) => dir)).toEqual([shop, idle]);
  portsOf(await lease(shop, ['api', 'web'], { range }));
  expect(list().map(({ dir }: { dir: string }) => dir)).toEqual([shop, shop]);
  expect(await lease(shop, ['api', 'web', 'db'], { range })).toMatchObject({
    ok: false,
    message: `no port from ${api} to ${api + 1} is free for "api", "web", "db"`,
  });
});

test('a lease that is no longer in the range, or is a fixed port of the project itself, is given up', async () => {
  const { lease } = user();
  const shop = tempDir();
  const { api = 0 } = portsOf(await lease(shop, ['api']));
  expect(portsOf(await lease(shop, ['api'], { fixed: new Set([api]) }))['api']).not.toBe(api);
  const range = [api + 2, api + 50] as const;
  expect(portsOf(await lease(shop, ['api'], { range }))['api']).toBeGreaterThan(api + 1);
});

test.each([
  '',
  '{',
  '[]',
  '{"leases":[1,{"port":"x"}]}',
])('a list with the content %j counts as empty', async (text) => {
  const { dir, lease } = user();
  writeFileSync(join(dir, 'ports.list'), text, { mode: 0o600 });
  expect(portsOf(await lease(tempDir(), ['api']))['api']).toBeGreaterThan(0);
});

test('the lock of a dead process is taken over', async () => {
  const { dir, lease } = user();
  writeFileSync(join(dir, 'ports.pid'), '{"pid":1,"startTime":"0","session":"dead"}', { mode: 0o600 });
  expect(portsOf(await lease(tempDir(), ['api']))['api']).toBeGreaterThan(0);
});
