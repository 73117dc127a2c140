import { expect, test } from 'vitest';
import { endText, memoryHint } from '../../../../src/cli/up/supervisor-end.ts';

test('an end says the signal, or the status', () => {
  expect([endText(null, 'SIGSEGV'), endText(70, null)]).toEqual(['was killed by SIGSEGV', 'ended with status 70']);
});

test('the limit of memory is named only if there is one, and only after a crash', () => {
  const small = () => 943_718_400;
  expect(memoryHint('SIGTRAP', small)).toContain('(900 MB)');
  expect(memoryHint('SIGTERM', small)).toBeNull();
  expect(memoryHint(null, small)).toBeNull();
  expect(memoryHint('SIGTRAP', () => null)).toBeNull();
});
