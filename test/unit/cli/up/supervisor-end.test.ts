import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { endText, memoryHint } from '../../../../src/cli/up/supervisor-end.ts';
import { tempDir } from '../../../helpers/temp.ts';

function limits(value: string): string {
  const path = join(tempDir(), 'limits');
  writeFileSync(
    path,
    `Max open files            1024                 4096                 files\nMax address space         ${value}\n`,
  );
  return path;
}

test('an end says the signal, or the status', () => {
  expect([endText(null, 'SIGSEGV'), endText(70, null)]).toEqual(['was killed by SIGSEGV', 'ended with status 70']);
});

test('the limit of memory is named only if there is one, and only after a crash', () => {
  const small = limits('943718400            unlimited            bytes');
  expect(memoryHint('SIGTRAP', small)).toContain('(900 MB)');
  expect(memoryHint('SIGTERM', small)).toBeNull();
  expect(memoryHint(null, small)).toBeNull();
  expect(memoryHint('SIGTRAP', limits('unlimited            unlimited            bytes'))).toBeNull();
  expect(memoryHint('SIGTRAP', join(small, 'none'))).toBeNull();
});
