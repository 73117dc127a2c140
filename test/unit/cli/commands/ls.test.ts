import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ownIdentity } from '../../../../src/adapters/os/identity.ts';
import { ls } from '../../../../src/cli/commands/ls.ts';
import { listProjects } from '../../../../src/host/lock/registry.ts';
import { tempDir } from '../../../helpers/temp.ts';
import { fakeCaller, runningProject } from '../rig.ts';

/** A runtime directory. */
function runtimeDir(mode = 0o700) {
  const dir = join(tempDir(), 'run');
  mkdirSync(dir, { mode });
  return { dir, put: (name: string, entry: unknown) => writeFileSync(join(dir, name), JSON.stringify(entry)) };
}

const entry = { ...ownIdentity(), session: 's', dir: '/shop', stateDir: '/shop/.zdev', version: '0.1.0' };

test('projects are listed by their locks, from all runtime directories, each once', () => {
  const [a, b] = [runtimeDir(), runtimeDir()];
  a.put('p1.json', { ...entry, socket: '/run/p1.sock' });
  b.put('p1.json', { ...entry, socket: '/run/p1.sock' });
  b.put('p2.json', { ...entry, dir: '/blog', stateDir: '/blog/.zdev' });
  expect(listProjects([a.dir, b.dir])).toEqual([
    { ...ownIdentity(), dir: '/blog', version: '0.1.0', project: '', isolated: false, socket: '/blog/.zdev/zdev.sock' },
    { ...ownIdentity(), dir: '/shop', version: '0.1.0', project: '', isolated: false, socket: '/run/p1.sock' },
  ]);
});

test('what a killed supervisor has left is skipped, also if its pid is used again; it goes when the project is gone', () => {
  const { dir, put } = runtimeDir();
  const here = tempDir();
  put('old.json', { ...entry, startTime: '1', dir: '/not/there' });
  put('kept.json', { ...entry, startTime: '1', dir: here });
  writeFileSync(join(dir, 'torn.json'), '{"dir":');
  expect(listProjects([dir])).toEqual([]);
  expect(readdirSync(dir)).toEqual(['kept.json']);
});

test('a directory that is open to others is not believed', () => {
  const { dir, put } = runtimeDir(0o755);
  put('p1.json', entry);
  expect(listProjects([dir])).toEqual([]);
  expect(existsSync(join(dir, 'p1.json'))).toBe(true);
});

test('ls shows every project, with how many of its services are ready', async () => {
  const { dir, control, server } = await runningProject();
  control.send({ type: 'kill-requested', names: ['web'], signal: 'SIGKILL' });
  const named = { startTime: '1', version: '', project: '', isolated: false };
  const projects = () => [
    { ...named, dir, pid: 4242, socket: server.path },
    { ...named, dir: '/home/me/gone', pid: 4243, socket: join(dir, 'none.sock') },
  ];
  const io = fakeCaller('/', { env: { HOME: '/home/me' } });
  expect(await ls({}, [], io, projects)).toBe(0);
  const [, first, second] = io.printed().split('\n');
  expect(first).toMatch(new RegExp(`^shop +3 of 4 ready +db 5432 +4242 +${dir}$`));
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
