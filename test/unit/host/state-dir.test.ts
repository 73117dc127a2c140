import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { projectIdOf } from '../../../src/files/project-id.ts';
import { stateDirOf } from '../../../src/host/find-supervisor.ts';
import { makeStateDir, stateProblem } from '../../../src/host/state-dir.ts';
import { needs, root } from '../../helpers/needs.ts';
import { tempDir } from '../../helpers/temp.ts';

/** A project, and a place for a runtime directory. */
function ground() {
  const root = tempDir();
  const dir = join(root, 'shop');
  mkdirSync(dir);
  const dirs = [join(root, 'run')];
  return { dir, dirs, local: join(dir, '.zdev'), make: () => makeStateDir(dir, dirs) };
}

test('state is kept in the project, private and invisible to git', () => {
  const { dir, dirs, local, make } = ground();
  expect(make()).toEqual({ ok: true, dir: local, notice: null });
  expect(statSync(local).mode & 0o777).toBe(0o700);
  expect(readFileSync(join(local, '.gitignore'), 'utf8')).toBe('*\n');
  expect(stateDirOf(dir, dirs)).toBe(local);
});

test('a state directory that is open to others is made private', () => {
  const { local, make } = ground();
  mkdirSync(local);
  chmodSync(local, 0o777);
  expect(make()).toMatchObject({ ok: true, dir: local });
  expect(statSync(local).mode & 0o777).toBe(0o700);
});

// Not even root can create a directory there.
test(
  'state of a project that is not writable is in the runtime directory',
  needs(existsSync('/sys/kernel'), 'there is no directory that not even root can write to'),
  () => {
    const { dirs } = ground();
    const project = '/sys/kernel';
    const elsewhere = join(dirs[0]!, projectIdOf(project));
    expect(makeStateDir(project, dirs)).toEqual({
      ok: true,
      dir: elsewhere,
      notice: expect.stringMatching(
        /^state is kept in .*: \/sys\/kernel\/\.zdev (cannot be written to|is on a read-only)/,
      ),
    });
    expect(stateDirOf(project, dirs)).toBe(elsewhere);
    const nowhere = makeStateDir(project, ['/sys/kernel/run']);
    expect(nowhere).toMatchObject({ ok: false, message: expect.stringContaining('cannot keep state') });
  },
);

test('state elsewhere is used again, even if the project becomes writable', () => {
  const { dir, dirs, local, make } = ground();
  const elsewhere = join(dirs[0]!, projectIdOf(dir));
  mkdirSync(elsewhere, { recursive: true, mode: 0o700 });
  chmodSync(dirs[0]!, 0o700);
  writeFileSync(join(elsewhere, 'journal.log'), '');
  expect(make()).toMatchObject({ ok: true, dir: elsewhere });
  expect(existsSync(local)).toBe(false);
});

test.each([
  ['a link', (path: string) => symlinkSync('/tmp', path), 'is a symbolic link'],
  ['a file', (path: string) => writeFileSync(path, ''), 'is not a directory'],
])('%s in its place is refused, with advice', (_, put, what) => {
  const { local, make } = ground();
  put(local);
  expect(make()).toEqual({
    ok: false,
    message: expect.stringMatching(new RegExp(`^${local} ${what}[\\s\\S]*\n  hint: `)),
  });
});

test('the state directory of another user is refused', root, () => {
  const { local, make } = ground();
  mkdirSync(local, { mode: 0o700 });
  chownSync(local, 4321, 4321);
  expect(make()).toEqual({ ok: false, message: expect.stringContaining('belongs to another user (uid 4321)') });
});

test('a full disk is reported with the next step', () => {
  const full = Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });
  expect(stateProblem('/shop/.zdev', full)).toMatch(
    /^cannot keep state in \/shop\/\.zdev: the disk is full\n {2}hint: free some space/,
  );
});
