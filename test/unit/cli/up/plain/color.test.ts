import { expect, test } from 'vitest';
import { serviceColor, useColor } from '../../../../../src/cli/up/plain/color.ts';

test.each([
  [{}, true, true],
  [{}, false, false],
  [{ NO_COLOR: '1' }, true, false],
  [{ NO_COLOR: '' }, true, true],
  [{ TERM: 'dumb' }, true, false],
  [{ FORCE_COLOR: '1' }, false, true],
  [{ FORCE_COLOR: '' }, false, true],
  [{ FORCE_COLOR: '0' }, true, false],
  [{ FORCE_COLOR: 'false' }, true, false],
  [{ FORCE_COLOR: '1', NO_COLOR: '1', TERM: 'dumb' }, false, true],
])('%o on a terminal: %o gives %o', (env, isTTY, expected) => {
  expect(useColor({ env, isTTY })).toBe(expected);
});

test('colours go round', () => {
  expect(serviceColor(0)).toBe('\x1b[36m');
  expect(serviceColor(6)).toBe('\x1b[96m');
  expect(serviceColor(12)).toBe(serviceColor(0));
});
