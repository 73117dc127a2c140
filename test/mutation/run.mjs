// How many small mistakes in the core would the tests find? Samples mutants of it, has the unit tests and a short simulation
// run against each, and prints those that nobody noticed.
//   npm run mutate                       300 mutants
//   npm run mutate -- --count 1000 --seed 7 --only run.ts --schedules 600
//   npm run mutate -- --again mutate.log  those that survived in a run whose output was kept
import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join, relative, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { build } from 'esbuild';
import { findMutants } from './mutants.mjs';

const ROOT = resolve(import.meta.dirname, '../..');
const SOURCES = ['src/core', 'src/present'];
const TESTS = ['test/unit/core', 'test/unit/present'];

/** Processor time after which a mutant counts as caught: it made something endless. */
const CPU_SECONDS = 30;

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
try {
  process.exitCode = await main();
} finally {
  rmSync(dir, { recursive: true });
}

async function main() {
  await buildSimulator();
  const untouched = await attempt(null, 'untouched');
  if (untouched !== null) {
    console.log(`the tests fail without a mutant: ${untouched}`);
    return 2;
  }
  const all = sources().flatMap((file) => findMutants(relative(ROOT, file), readFileSync(file, 'utf8')));
  const chosen = values.again ? survivorsIn(values.again, all) : sample(all, Number(values.count), Number(values.seed));
  const survivors = [];
  let done = 0;
  const queue = [...chosen];
  const work = async (worker) => {
    for (let mutant = queue.shift(); mutant; mutant = queue.shift()) {
      const caught = await attempt(mutant, `mutant-${worker}`);
      done++;
      if (caught === null) survivors.push(mutant);
      if (caught === null || values.verbose) console.log(`${describe(mutant)}  ${caught ?? 'SURVIVED'}`);
    }
  };
  await Promise.all(Array.from({ length: Number(values.jobs) }, (_, i) => work(i)));
  report({ all, chosen, survivors, done });
  return survivors.length === 0 ? 0 : 1;
}

/** By what was printed of them, so with the same sources. */
function survivorsIn(log, all) {
  const told = readFileSync(log, 'utf8').split('\n');
  return all.filter((mutant) => told.includes(`${describe(mutant)}  SURVIVED`));
}

function report({ all, chosen, survivors, done }) {
  console.log('');
  const files = [...new Set(chosen.map((mutant) => mutant.file))].sort();
  for (const file of files) {
    const of = (mutants) => mutants.filter((mutant) => mutant.file === file).length;
    console.log(`${file.padEnd(28)} ${of(chosen) - of(survivors)} of ${of(chosen)}`);
  }
  const caught = done - survivors.length;
  const percent = ((100 * caught) / done).toFixed(1);
  console.log(`${caught} of ${done} mutants found (${percent} %), sampled from ${all.length} with seed ${values.seed}`);
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

/** The simulator with what it needs of the core for its own judgement: no mutant is planted there. */
function buildSimulator() {
  return bundle({
    contents: "export { World } from './test/sim/world.ts';",
    outfile: join(dir, 'simulator.mjs'),
  });
}

/** Why the tests noticed a mutant; null: they did not. */
async function attempt(mutant, name) {
  const outfile = join(dir, `${name}.mjs`);
  await bundle({ contents: trial(), outfile, plugins: [stubVitest, ownPlace, ...(mutant ? [plant(mutant)] : [])] });
  return runTrial(outfile);
}

function trial() {
  const tests = TESTS.flatMap((folder) => filesIn(folder, /\.test\.ts$/));
  const seeds = readFileSync(join(ROOT, 'test/sim/seeds.json'), 'utf8');
  return `
${tests.map((file) => `import ${JSON.stringify(file)};`).join('\n')}
import { runTests } from 'vitest';
import { step } from './src/core/step.ts';
import { initialState } from './src/core/state.ts';
import { exitOutcome } from './src/core/exit-on.ts';
await runTests();
const { World } = await import(${JSON.stringify(join(dir, 'simulator.mjs'))});
const seeds = [...${seeds}, ...Array.from({ length: ${Number(values.schedules)} }, (_, i) => i + 1)];
for (const seed of seeds) new World({ seed, core: { step, initialState, exitOutcome } }).run();
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

function plant({ file, from, to, text }) {
  return {
    name: 'plant',
    setup({ onLoad }) {
      const path = join(ROOT, file);
      onLoad({ filter: new RegExp(`${file.replaceAll('.', '\\.')}$`) }, () => {
        const source = readFileSync(path, 'utf8');
        return { contents: source.slice(0, from) + text + source.slice(to), loader: 'ts' };
      });
    },
  };
}

function runTrial(outfile) {
  return new Promise((settle) => {
    const command = `ulimit -t ${CPU_SECONDS}; exec "$0" "$1"`;
    const child = spawn('/bin/sh', ['-c', command, process.execPath, outfile], { stdio: ['ignore', 'ignore', 'pipe'] });
    let stderr = '';
    child.stderr.on('data', (chunk) => {
      stderr = (stderr + chunk).slice(-4000);
    });
    child.on('close', (code, signal) => {
      if (code === 0) settle(null);
      else settle(signal ? `endless (${signal})` : brief(/^\w*Error: .*/m.exec(stderr)?.[0] ?? `exit code ${code}`));
    });
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
