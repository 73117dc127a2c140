import { describe, expect, test } from 'vitest';
import { MUTANTS } from './mutants.ts';
import { plant } from './mutate.ts';
import { type Core, World } from './world.ts';

/** Within this many schedules a planted bug must be found. */
const SEEDS = 1000;

describe('the simulator finds planted bugs', () => {
  test.each(MUTANTS)('$bug', async (mutant) => {
    const found = firstFailure(await plant(mutant));
    console.info(`${mutant.bug}: ${found ?? 'not found'}`);
    expect(found).not.toBeNull();
  });
});

function firstFailure(core: Core): string | null {
  for (let seed = 1; seed <= SEEDS; seed++) {
    try {
      new World({ seed, core }).run();
    } catch (error) {
      return `seed ${seed}: ${(error as Error).message}`;
    }
  }
  return null;
}
