import { expect, test } from 'vitest';
import { COMMANDS } from '../../../../src/cli/args/options.ts';
import { cliReference } from '../../../../src/cli/args/reference.ts';

test('every command and option is in the reference, hidden ones are not', () => {
  const text = cliReference();
  for (const { name, hidden, options } of COMMANDS) {
    expect(text.includes(`## zdev ${name}\n`)).toBe(!hidden);
    for (const option of options) expect(text).toContain(`--${option.name}`);
  }
});
