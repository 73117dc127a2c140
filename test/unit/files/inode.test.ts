import { statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { inodeOf } from '../../../src/files/inode.ts';
import { tempDir } from '../../helpers/temp.ts';

test('what cannot be looked at counts as gone: the supervisor must not end because its directory was closed to it', () => {
  const dir = tempDir();
  writeFileSync(join(dir, 'file'), '');
  symlinkSync('circle', join(dir, 'circle'));
  expect(inodeOf(join(dir, 'file'))).toBe(statSync(join(dir, 'file')).ino);
  expect(inodeOf(join(dir, 'none'))).toBeNull();
  expect(inodeOf(join(dir, 'circle/x'))).toBeNull();
});
