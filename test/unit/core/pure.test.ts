import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const core = fileURLToPath(new URL('../../../src/core', import.meta.url));

// The types of the core exclude Node and timers, and the linter excludes the clock. Neither sees a member of a global
// such as `Math`.
test('randomness only enters the core from outside: the core does not call Math.random, or reach it or the clock in another way', () => {
  const files = readdirSync(core, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
  expect(files.length).toBeGreaterThan(30);
  expect(
    files.filter((file) =>
      /Math\s*\.\s*random|Math\s*\[|=\s*Math\b(?!\.)|globalThis|Reflect\b/.test(readFileSync(join(core, file), 'utf8')),
    ),
  ).toEqual([]);
});
