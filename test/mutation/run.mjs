// How many small mistakes in the core would the tests find? Samples mutants of its logic (no texts), has the unit tests and a
// short simulation run against each, and prints those that nobody noticed.
//   npm run mutate                       300 mutants
//   npm run mutate -- --count 1000 --seed 7 --only run.ts --schedules 600
//   npm run mutate -- --again mutate.log  those that survived in a run whose output was kept
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join, relative, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { build } from 'esbuild';
import { createJudge } from './judge.mjs';
import { findMutants, withoutOverlaps, withSwitches } from './mutants.mjs';

const ROOT = resolve(import.meta.dirname, '../..');
const SOURCES = ['src/core', 'src/present'];
const TESTS = ['test/unit/core', 'test/unit/present'];

const { values } = parseArgs({
  options: {
    count: { type: 'string', default: '300' },
    seed: { type: 'string', default: '1' },
    schedules: { type: 'string', default: '400' },
    only: { type: 'string', default: '' },
    again: { type: 'string', default: '' },
    jobs: { type: 'string', default: String(availableParallelism()) },
    verbose: { type: 'boolean', default: false },
  },
});

const stubVitest = {
  name: 'stub-vitest',
  setup({ onResolve }) {
    onResolve({ filter: /^vitest$/ }, () => ({ path: join(import.meta.dirname, 'stand-in.ts') }));
  },
};

/** Tests find the sources by where they themselves lie, which is not where they are run from. */
const ownPlace = {
  name: 'own-place',
  setup({ onLoad }) {
    onLoad({ filter: /\.test\.ts$/ }, ({ path }) => {
      const text = readFileSync(path, 'utf8').replaceAll('import.meta.url', JSON.stringify(pathToFileURL(path).href));
      return { contents: text, loader: 'ts' };
    });
  },
};

const dir = mkdtempSync(join(tmpdir(), 'zdev-mutate-'));
const JOBS = Number(values.jobs);
/** The simulator with what it needs of the core for its own judgement: no mutant is planted there. */
const SIMULATOR = join(dir, 'simulator.mjs');
const SEEDS = JSON.parse(readFileSync(join(ROOT, 'test/sim/seeds.json'), 'utf8'));
const JUDGING = {
  simulator: SIMULATOR,
  slow: [],
  jobs: JOBS,
  seeds: [...SEEDS, ...Array.from({ length: Number(values.schedules) }, (_, i) => i + 1)],
};
try {
  process.exitCode = await main();
} finally {
  rmSync(dir, { recursive: true });
}

async function main() {
  await bundle({ contents: "export { World } from './test/sim/world.ts';", outfile: SIMULATOR });
  const all = sources().flatMap((file) => findMutants(relative(ROOT, file), readFileSync(file, 'utf8')));
  const chosen = values.again ? survivorsIn(values.again, all) : sample(all, Number(values.count), Number(values.seed));
  const numbered = chosen.map((mutant, i) => ({ ...mutant, id: i + 1 }));
  const survivors = [];
  const first = createJudge(await plant([]), JUDGING);
  const slow = await first.slowTests();
  await first.end();
  for (const list of withoutOverlaps(numbered)) {
    const outfile = await plant(list);
    survivors.push(...(await judgeAll(list, () => createJudge(outfile, { ...JUDGING, slow }))));
  }
  report({ all, chosen, survivors });
  return survivors.length === 0 ? 0 : 1;
}

/** @returns those that survived */
async function judgeAll(mutants, newJudge) {
  const survivors = [];
  const queue = [...mutants];
  const work = async () => {
    const judge = newJudge();
    for (let mutant = queue.shift(); mutant; mutant = queue.shift()) {
      const caught = await judge.judge(mutant.id);
      if (caught === null) survivors.push(mutant);
      if (caught === null || values.verbose) console.log(`${describe(mutant)}  ${caught ? brief(caught) : 'SURVIVED'}`);
    }
    await judge.end();
  };
  await Promise.all(Array.from({ length: JOBS }, work));
  return survivors;
}

/** By what was printed of them, so with the same sources. */
function survivorsIn(log, all) {
  const told = readFileSync(log, 'utf8').split('\n');
  return all.filter((mutant) => told.includes(`${describe(mutant)}  SURVIVED`));
}

function report({ all, chosen, survivors }) {
  console.log('');
  const files = [...new Set(chosen.map((mutant) => mutant.file))].sort();
  for (const file of files) {
    const of = (mutants) => mutants.filter((mutant) => mutant.file === file).length;
    console.log(`${file.padEnd(28)} ${of(chosen) - of(survivors)} of ${of(chosen)}`);
  }
  const caught = chosen.length - survivors.length;
  const percent = ((100 * caught) / chosen.length).toFixed(1);
  console.log(
    `${caught} of ${chosen.length} mutants found (${percent} %), sampled from ${all.length} with seed ${values.seed}`,
  );
}

function describe({ file, line, kind, was, text }) {
  return `${file}:${line} ${kind}: ${brief(was)} -> ${text === '' ? '(nothing)' : brief(text)}`;
}

function brief(text) {
  const line = text.replaceAll(/\s+/g, ' ').trim();
  return line.length > 90 ? `${line.slice(0, 90)}…` : line;
}

function sources() {
  return SOURCES.flatMap((folder) => filesIn(folder, /(?<!\.d)\.ts$/)).filter((file) =>
    relative(ROOT, file).includes(values.only),
  );
}

function filesIn(folder, pattern) {
  try {
    return readdirSync(join(ROOT, folder), { recursive: true })
      .filter((name) => pattern.test(name))
      .sort()
      .map((name) => join(ROOT, folder, name));
  } catch {
    return []; // there is none such
  }
}

/** The tests and the core with these mutants in it, each of which can be switched on. */
async function plant(mutants) {
  const outfile = join(dir, `tests-${mutants[0]?.id ?? 0}.mjs`);
  const switches = {
    name: 'switches',
    setup({ onLoad }) {
      onLoad({ filter: /\/src\/.*\.ts$/ }, ({ path }) => {
        const own = mutants.filter(({ file }) => join(ROOT, file) === path);
        return own.length === 0 ? undefined : { contents: withSwitches(readFileSync(path, 'utf8'), own), loader: 'ts' };
      });
    },
  };
  await bundle({ contents: trial(), outfile, plugins: [stubVitest, ownPlace, switches] });
  return outfile;
}

function trial() {
  const tests = TESTS.flatMap((folder) => filesIn(folder, /\.test\.ts$/));
  return `
${tests.map((file) => `import ${JSON.stringify(file)};`).join('\n')}
import { runTests } from 'vitest';
import { step } from './src/core/step.ts';
import { initialState } from './src/core/state.ts';
import { exitOutcome } from './src/core/exit-on.ts';
export const core = { step, initialState, exitOutcome };
export { runTests };
`;
}

function bundle({ contents, outfile, plugins = [] }) {
  return build({
    stdin: { contents, resolveDir: ROOT, loader: 'ts' },
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    logLevel: 'silent',
    plugins,
  });
}

/** The same for the same seed and sources. */
function sample(list, count, seed) {
  const rest = [...list];
  const chosen = [];
  let state = seed | 0;
  while (chosen.length < count && rest.length > 0) {
    state = (Math.imul(state, 1664525) + 1013904223) | 0;
    chosen.push(...rest.splice((state >>> 8) % rest.length, 1));
  }
  return chosen;
}
