import { expect, test } from 'vitest';
import { matchLine } from '../../../../src/adapters/probe/log.ts';

test('a line matches anywhere, whatever its colours, time after time', () => {
  const matches = matchLine('listening on \\d+$');
  expect(matches('server listening on 3000')).toBe(true);
  expect(matches('\x1b[32mserver \x1b[1mlisten\x1b[0ming on 3000\x1b[0m')).toBe(true);
  expect(matches('server listening on 3000')).toBe(true);
  expect(matches('listening on port')).toBe(false);
});

test('a bad expression throws', () => {
  expect(() => matchLine('(')).toThrow(SyntaxError);
});
