import { chmodSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ls } from '../../../src/cli/commands/ls.ts';
import { startTimeOf } from '../../../src/host/identity.ts';
import { listProjects, register } from '../../../src/host/registry.ts';
import { tempDir } from '../../helpers/temp.ts';
import { fakeCaller, runningProject } from './rig.ts';

test('a project is listed from register until it is undone, in a private directory', () => {
  const dir = join(tempDir(), 'run');
  const undo = register({ projectId: 'p1', dir: '/shop', socket: '/shop/.zdev/zdev.sock' }, dir);
  expect(statSync(dir).mode & 0o777).toBe(0o700);
  expect(listProjects(dir)).toEqual([
    { dir: '/shop', pid: process.pid, startTime: startTimeOf(process.pid), socket: '/shop/.zdev/zdev.sock' },
  ]);
  undo();
  expect(listProjects(dir)).toEqual([]);
  expect(readdirSync(dir)).toEqual([]);
});

test('what a killed supervisor has left is skipped and removed, also if its pid is used again', () => {
  const dir = tempDir();
  chmodSync(dir, 0o700);
  const entry = { dir: '/x', pid: process.pid, startTime: '1', socket: '/x' };
  writeFileSync(join(dir, 'old.json'), JSON.stringify(entry));
  writeFileSync(join(dir, 'torn.json'), '{"dir":');
  expect(listProjects(dir)).toEqual([]);
  expect(readdirSync(dir)).toEqual([]);
});

test('the entry of a supervisor that has taken over stays', () => {
  const dir = tempDir();
  chmodSync(dir, 0o700);
  const undo = register({ projectId: 'p1', dir: '/shop', socket: '/s' }, dir);
  writeFileSync(join(dir, 'p1.json'), JSON.stringify({ dir: '/shop', pid: 1, startTime: '1', socket: '/s' }));
  undo();
  expect(readdirSync(dir)).toEqual(['p1.json']);
});

test('a directory that is open to others is not used, and nothing breaks', () => {
  const dir = join(tempDir(), 'open');
  mkdirSync(dir);
  chmodSync(dir, 0o777);
  register({ projectId: 'p1', dir: '/shop', socket: '/s' }, dir)();
  expect(readdirSync(dir)).toEqual([]);
  expect(listProjects(dir)).toEqual([]);
});

test('ls shows every project, with how many of its services are ready', async () => {
  const { dir, control, server } = await runningProject();
  control.send({ type: 'kill-requested', names: ['web'], signal: 'SIGKILL' });
  const projects = () => [
    { dir, pid: 4242, startTime: '1', socket: server.path },
    { dir: '/home/me/gone', pid: 4243, startTime: '1', socket: join(dir, 'none.sock') },
  ];
  const caller = fakeCaller('/', { env: { HOME: '/home/me' } });
  expect(await ls({}, [], caller, projects)).toBe(0);
  const [, first, second] = caller.printed().split('\n');
  expect(first).toMatch(new RegExp(`^shop +3 of 4 ready +4242 +${dir}$`));
  expect(second).toMatch(/^gone +does not answer +4243 +~\/gone$/);
  const json = fakeCaller('/');
  await ls({ json: true }, [], json, projects);
  expect(JSON.parse(json.printed())).toMatchObject([
    { name: 'shop', pid: 4242 },
    { name: 'gone', services: null },
  ]);
  const none = fakeCaller('/');
  await ls({}, [], none, () => []);
  expect(none.printed()).toBe('no project runs\n');
});
