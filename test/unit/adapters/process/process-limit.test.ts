import { chownSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { checkProcesses } from '../../../../src/adapters/process/process-limit.ts';
import { linux } from '../../../helpers/needs.ts';
import { tempDir } from '../../../helpers/temp.ts';

/** An ordinary user, also where root runs the tests. */
const UID = process.getuid?.() || 4321;

/** A system with these files, and with as many threads of the user as it says; where the limits are looked up. */
function machine(files: Readonly<Record<string, string>>, threads: Readonly<Record<number, number>> = {}) {
  const dir = tempDir();
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(dir, name)), { recursive: true });
    writeFileSync(join(dir, name), text);
  }
  for (const [pid, count] of Object.entries(threads)) {
    const place = join(dir, 'proc', pid);
    for (let i = 0; i < count; i++) mkdirSync(join(place, 'task', `${i}`), { recursive: true });
    chownSync(place, UID, process.getgid?.() ?? 0);
  }
  return { proc: join(dir, 'proc'), groups: join(dir, 'groups'), uid: UID };
}

const ulimit = (limit: number | 'unlimited') => ({
  'proc/self/limits': `Max cpu time              unlimited            unlimited            seconds\nMax processes             ${limit}                   ${limit}                   processes\n`,
});

test('every thread of the user counts, and zdev needs eight besides its services', linux, () => {
  const threads = { 10: 7, 11: 3 };
  expect(() => checkProcesses(8, machine(ulimit(26), threads))).not.toThrow();
  expect(() => checkProcesses(8, machine(ulimit(25), threads))).toThrow(
    'too many processes (raise the limit with `ulimit -u`): 16 more are needed for 8 services, and 15 are available',
  );
  expect(() => checkProcesses(1, machine(ulimit(12), threads))).toThrow(/9 more are needed for 1 service, and 2 are/);
});

test('a limit that is passed already leaves nothing', linux, () => {
  expect(() => checkProcesses(1, machine(ulimit(5), { 10: 9 }))).toThrow(/and 0 are available$/);
});

test('no limit, and one that does not bind, are none', linux, () => {
  expect(() => checkProcesses(500, machine(ulimit('unlimited'), { 10: 9 }))).not.toThrow();
  expect(() => checkProcesses(500, machine({}))).not.toThrow();
  expect(() => checkProcesses(8, { ...machine(ulimit(5), { 10: 9 }), uid: 0 })).not.toThrow();
});

test('the limit of a container is told with where it stands, also that of a group further out', linux, () => {
  const group = { 'groups/pids.max': 'max\n', 'proc/self/cgroup': '3:cpu:/x\n0::/shop/web\n' };
  const inner = { 'groups/shop/web/pids.max': '20\n', 'groups/shop/web/pids.current': '9\n' };
  const outer = { 'groups/shop/pids.max': '100\n', 'groups/shop/pids.current': '98\n' };
  const places = machine({ ...group, ...inner });
  expect(() => checkProcesses(3, places)).not.toThrow();
  expect(() => checkProcesses(4, places)).toThrow(
    `too many processes (raise the limit of this container or control group, 20 in ${places.groups}/shop/web/pids.max): 12 more are needed for 4 services, and 11 are available`,
  );
  expect(() => checkProcesses(1, machine({ ...group, ...inner, ...outer }))).toThrow(
    /100 in .*\/shop\/pids\.max.*and 2 are/,
  );
});
