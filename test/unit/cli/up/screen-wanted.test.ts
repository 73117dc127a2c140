import { expect, test } from 'vitest';
import type { OptionValues } from '../../../../src/cli/args/options.ts';
import { screenWanted } from '../../../../src/cli/up/screen-wanted.ts';

const wanted = (values: OptionValues = {}, env: Record<string, string> = {}, [stdin, stdout] = [true, true]) =>
  screenWanted({ values, env: { TERM: 'xterm', ...env }, isTerminal: (fd) => (fd === 0 ? stdin : stdout) });

test('the screen is for terminals, and for nobody who says otherwise', () => {
  expect(wanted()).toBe(true);
  expect(wanted({}, {}, [false, true])).toBe(false);
  expect(wanted({}, {}, [true, false])).toBe(false);
  for (const option of ['no-tui', 'detach', 'wait']) expect(wanted({ [option]: true })).toBe(false);
  for (const setting of ['0', 'plain']) expect(wanted({}, { ZDEV_TUI: setting })).toBe(false);
  expect(wanted({}, { ZDEV_TUI: '1' })).toBe(true);
  expect(wanted({}, { TERM: 'dumb' })).toBe(false);
  for (const on of ['1', 'true']) expect(wanted({}, { CI: on })).toBe(false);
  for (const off of ['', '0', 'false']) expect(wanted({}, { CI: off })).toBe(true);
});
