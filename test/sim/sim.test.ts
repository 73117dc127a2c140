import { describe, expect, test } from 'vitest';
import { Counts } from './counts.ts';
import seeds from './seeds.json' with { type: 'json' };
import { World } from './world.ts';

/** Fresh schedules in a run of the tests. More of them: `node test/sim/run.mjs --count 100000`. */
const SCHEDULES = 2000;

/** A test each, so that a failure says where about it is. */
const BATCH = 250;

describe('the core in virtual time', () => {
  test.each(seeds)('seed %i, which once found a bug', (seed) => {
    expect(outcome(seed)).toBe('all is well');
  });

  const batches = Array.from({ length: SCHEDULES / BATCH }, (_, i) => 1 + i * BATCH);
  test.each(batches)('seeds from %i', (from) => {
    for (let seed = from; seed < from + BATCH; seed++) expect(outcome(seed)).toBe('all is well');
  });

  test('what is rare does happen', () => {
    const counts = new Counts();
    for (let seed = 1; seed <= 500; seed++) counts.add(lived(seed));
    expect(counts.never()).toEqual([]);
  });

  test('the same seed is the same day', () => {
    const told = (seed: number) => {
      const lines: string[] = [];
      new World({ seed, trace: (line) => lines.push(line) }).run();
      return lines.join('\n');
    };
    expect(told(7)).toBe(told(7));
    expect(told(7)).not.toBe(told(8));
  });
});

function outcome(seed: number): string {
  try {
    lived(seed);
    return 'all is well';
  } catch (error) {
    return `${error} (to see all of it: npm run sim -- --seed ${seed})`;
  }
}

const LIVED = new Map<number, Counts>();

/** What happened on the day of this seed, which is lived once. @throws Violation when the supervisor broke an invariant */
function lived(seed: number): Counts {
  const known = LIVED.get(seed);
  if (known) return known;
  const world = new World({ seed });
  world.run();
  LIVED.set(seed, world.counts);
  return world.counts;
}
