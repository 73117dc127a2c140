import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { whyNotTrusted } from '../../../src/host/socket-paths.ts';
import { tempDir } from '../../helpers/temp.ts';

test('a socket in a directory that is open to others, or that a link leads to, is not trusted, and the reason is the right one', () => {
  const dir = join(tempDir(), 'state');
  mkdirSync(dir, { mode: 0o700 });
  writeFileSync(join(dir, 'zdev.sock'), '');
  expect(whyNotTrusted(join(dir, 'zdev.sock'))).toBeNull();
  symlinkSync(dir, `${dir}-link`);
  expect(whyNotTrusted(join(`${dir}-link`, 'zdev.sock'))).toBe(`${dir}-link is a link`);
  chmodSync(dir, 0o770);
  expect(whyNotTrusted(join(dir, 'zdev.sock'))).toBe(`others can write to ${dir}`);
});
