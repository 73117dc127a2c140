import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { exchange, test } from '../helpers/zdev-background.ts';
import { LIVES } from '../helpers/zdev-text.ts';

test('the socket and its directory are private, and git does not see them', async ({ rig, project }) => {
  rig.write('Procfile', `a: ${LIVES}\n`);
  await project.ok('up', '-d', '--wait');
  const mode = (path: string) => statSync(join(rig.dir, path)).mode & 0o777;
  expect(statSync(join(rig.dir, '.zdev/zdev.sock')).isSocket()).toBe(true);
  expect([mode('.zdev'), mode('.zdev/zdev.sock')]).toEqual([0o700, 0o600]);
  expect(readFileSync(join(rig.dir, '.zdev/.gitignore'), 'utf8')).toBe('*\n');
});

test('in the foreground it is served too, and gone afterwards', async ({ rig, project }) => {
  rig.write('Procfile', `a: ${LIVES}\n`);
  const zdev = rig.up();
  await zdev.prints('| up');
  expect((await project.rows())['a']).toMatchObject({ state: 'running' });
  await project.ok('restart', 'a');
  await zdev.prints(/bye[\s\S]*\| up/);
  await project.ok('down');
  expect(await zdev.ended()).toBe(0);
  expect(existsSync(join(rig.dir, '.zdev/zdev.sock'))).toBe(false);
});

test('a project whose path is too long for a socket', async ({ rig, project }) => {
  const deep = join(...Array.from({ length: 4 }, (_, i) => `${i}`.repeat(50)));
  rig.write(join(deep, 'Procfile'), `a: ${LIVES}\n`);
  const inDeep = (...args: string[]) => project.run(args, { cwd: deep });
  try {
    expect(await inDeep('up', '-d', '--wait')).toMatchObject({ status: 0 });
    expect(existsSync(join(rig.dir, deep, '.zdev/zdev.sock'))).toBe(false);
    const [{ socket: path }] = JSON.parse((await inDeep('ls', '--json')).stdout);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(await inDeep('ps', 'a')).toMatchObject({ status: 0, stdout: expect.stringMatching(/^a +running/m) });
  } finally {
    expect(await inDeep('down')).toMatchObject({ status: 0, stdout: expect.stringContaining('stopped a, and zdev') });
  }
  expect(rig.services()).toEqual([]);
});

test('JSON-RPC, as it is on the wire', async ({ rig, project }) => {
  rig.write('Procfile', `a: ${LIVES}\n`);
  await project.ok('up', '-d', '--wait');
  const talk = (...lines: string[]) => exchange(join(rig.dir, '.zdev/zdev.sock'), lines);
  const request = (id: unknown, method: string, params?: unknown) =>
    JSON.stringify({ jsonrpc: '2.0', id, method, params });

  expect(await talk(request('one', 'service.list'), request(2, 'service.is_running', { name: 'a' }))).toEqual([
    { jsonrpc: '2.0', id: 'one', result: ['a'] },
    { jsonrpc: '2.0', id: 2, result: true },
  ]);
  expect(await talk(`[${request('x', 'service.list')},${request(3, 'no.such')}]`)).toEqual([
    [
      { jsonrpc: '2.0', id: 'x', result: ['a'] },
      { jsonrpc: '2.0', id: 3, error: expect.objectContaining({ code: -32601 }) },
    ],
  ]);
  expect(await talk('{"jsonrpc":', request(4, 'service.list'))).toEqual([
    { jsonrpc: '2.0', id: 0, error: expect.objectContaining({ code: -32700 }) },
    { jsonrpc: '2.0', id: 4, result: ['a'] },
  ]);
  expect(await talk(request(5, 'service.status', { name: 'b' }), request(6, 'service.status', []))).toEqual([
    { jsonrpc: '2.0', id: 5, error: expect.objectContaining({ code: -32000 }) },
    { jsonrpc: '2.0', id: 6, error: expect.objectContaining({ code: -32602 }) },
  ]);
});

test('the socket that a dead supervisor left behind is replaced', async ({ rig, project }) => {
  rig.write('Procfile', `a: ${LIVES}\n`);
  await project.ok('up', '-d', '--wait');
  await project.kill();
  expect(statSync(join(rig.dir, '.zdev/zdev.sock')).isSocket()).toBe(true);
  expect(await project.run(['ps'])).toMatchObject({ status: 1, stderr: expect.stringContaining('does not run in') });
  await project.ok('up', '-d', '--wait');
  expect((await project.rows())['a']).toMatchObject({ ready: true });
});
