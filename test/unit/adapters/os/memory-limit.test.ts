import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { addressSpaceLimitBytes } from '../../../../src/adapters/os/memory-limit.ts';
import { tempDir } from '../../../helpers/temp.ts';

test('the limit of address space is read in bytes; null if there is none, or no such file', () => {
  const path = join(tempDir(), 'limits');
  const read = (value: string) => {
    writeFileSync(path, `Max open files            1024   4096   files\nMax address space         ${value}   bytes\n`);
    return addressSpaceLimitBytes(path);
  };
  expect(read('943718400            unlimited')).toBe(943_718_400);
  expect(read('unlimited            unlimited')).toBeNull();
  expect(addressSpaceLimitBytes(join(path, 'none'))).toBeNull();
});
