import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { keepNewest, readCode, writeCode } from '../../../../src/cli/boot/code-cache-file.ts';
import { tempDir } from '../../../helpers/temp.ts';

const ORIGIN = { key: 'node 1', source: Buffer.from('let a = 1;') };
const CODE = Buffer.from('compiled code, of some length');

function stored(shortRuns = 0): string {
  const path = join(tempDir(), 'code-1', 'up.v8');
  writeCode(path, ORIGIN, { code: CODE, shortRuns });
  return path;
}

test('what was stored is read again, for the user alone', () => {
  const path = stored(3);
  expect(readCode(path, ORIGIN)).toEqual({ code: CODE, shortRuns: 3 });
  expect(statSync(path).mode & 0o777).toBe(0o600);
  expect(statSync(join(path, '..')).mode & 0o777).toBe(0o700);
  expect(readdirSync(join(path, '..'))).toEqual(['up.v8']);
});

test('nothing is read for another executable, or for another text of the same length', () => {
  const path = stored();
  expect(readCode(path, { ...ORIGIN, key: 'node 2' })).toBe(null);
  expect(readCode(path, { ...ORIGIN, source: Buffer.from('let a = 2;') })).toBe(null);
});

test('nothing is read of a file with any byte changed, cut off anywhere, or missing', () => {
  const path = stored();
  const good = readFileSync(path);
  for (let at = 0; at < good.length; at++) {
    writeFileSync(path, Buffer.from(good.map((byte, index) => (index === at ? byte ^ 1 : byte))));
    expect(readCode(path, ORIGIN), `byte ${at}`).toBe(null);
    writeFileSync(path, good.subarray(0, at));
    expect(readCode(path, ORIGIN), `${at} bytes`).toBe(null);
  }
  expect(readCode(`${path}.gone`, ORIGIN)).toBe(null);
});

test('the newest directories are kept, with all else that is there; old drafts are removed', () => {
  const root = tempDir();
  for (const name of ['code-1', 'code-2', 'code-3', 'other']) {
    mkdirSync(join(root, name));
    writeFileSync(join(root, name, 'up.v8'), '');
  }
  for (const [draft, ageS] of [
    ['up.v8.1.tmp', 120],
    ['up.v8.2.tmp', 0],
  ] as const) {
    writeFileSync(join(root, 'code-3', draft), '');
    utimesSync(join(root, 'code-3', draft), Date.now() / 1000 - ageS, Date.now() / 1000 - ageS);
  }
  for (const [name, day] of [
    ['code-1', 2],
    ['code-2', 1],
    ['code-3', 3],
    ['other', 0],
  ] as const)
    utimesSync(join(root, name), day * 86_400, day * 86_400);
  keepNewest(root, { prefix: 'code-', count: 2 });
  expect(readdirSync(root).sort()).toEqual(['code-1', 'code-3', 'other']);
  expect(readdirSync(join(root, 'code-3')).sort()).toEqual(['up.v8', 'up.v8.2.tmp']);
  expect(existsSync(join(root, 'code-1/up.v8'))).toBe(true);
});
