import { performance } from 'node:perf_hooks';
import { Counts } from './counts.ts';
import { World } from './world.ts';

const argument = (name: string) => {
  const at = process.argv.indexOf(`--${name}`);
  return at < 0 ? null : Number(process.argv[at + 1]);
};

const seed = argument('seed');
if (seed === null) measure(argument('from') ?? 1, argument('count') ?? 20_000);
else replay(seed);

/** One day, told line by line. */
function replay(seed: number): void {
  const world = new World({ seed, trace: (line) => process.stdout.write(`${line}\n`) });
  try {
    world.run();
    process.stdout.write(`seed ${seed}: ${world.events} events, all is well\n`);
  } catch (error) {
    process.stdout.write(`seed ${seed}: after ${world.events} events: ${error}\n`);
    process.exitCode = 1;
  }
}

/** Many days; says which failed, and how many days of 100 events and more a minute holds. */
function measure(from: number, count: number): void {
  const startedMs = performance.now();
  const failures = new Map<string, number[]>();
  const counts = new Counts();
  let events = 0;
  let long = 0;
  for (let seed = from; seed < from + count; seed++) {
    const world = new World({ seed });
    try {
      world.run();
    } catch (error) {
      const what = (error as { invariant?: string }).invariant ?? String(error);
      failures.set(what, [...(failures.get(what) ?? []), seed]);
    }
    counts.add(world.counts);
    events += world.events;
    if (world.events >= 100) long++;
  }
  const minutes = (performance.now() - startedMs) / 60_000;
  process.stdout.write(
    `${count} schedules, ${events} events; ${long} of 100 events and more: ${Math.round(long / minutes)} a minute\n`,
  );
  process.stdout.write(`${counts.lines().join('\n')}\n`);
  for (const [what, seeds] of failures) {
    process.stdout.write(`${seeds.length} x ${what}: seeds ${seeds.slice(0, 8).join(' ')}\n`);
  }
  if (failures.size > 0) process.exitCode = 1;
}
