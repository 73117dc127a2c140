import { describe, expect, test } from 'vitest';
import type { Core } from './core-under-test.ts';
import { MUTANTS } from './mutants.ts';
import { OUTSIDE_MUTANTS } from './mutants-outside.ts';
import { plant } from './mutate.ts';
import { World } from './world.ts';

/** Within this many schedules a planted bug must be found. */
const SEEDS = 1000;

/** They find what hardly any other finds, and come first. Only the time that this takes depends on them. */
const FINDERS = [61, 200, 404, 431, 435, 543, 1124];

describe('the simulator finds planted bugs', () => {
  test.each([...MUTANTS, ...OUTSIDE_MUTANTS])('$bug', async (mutant) => {
    const found = firstFailure(await plant(mutant));
    console.info(`${mutant.bug}: ${found ?? 'not found'}`);
    expect(found).not.toBeNull();
  });
});

function firstFailure(core: Core): string | null {
  const others = Array.from({ length: SEEDS }, (_, i) => i + 1);
  for (const seed of new Set([...FINDERS, ...others])) {
    try {
      new World({ seed, core }).run();
    } catch (error) {
      return `seed ${seed}: ${(error as Error).message}`;
    }
  }
  return null;
}
