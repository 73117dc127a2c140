// Measures what each change to Ink saves (scripts/fit-ink.mjs): leaves out one at a time, alternating within one run.
//   node bench/ink.mjs [--rounds N] [--frames N]
// Each figure is processor time: to load Ink from compiled code if it can be kept, for the first frame, and for each further
// frame that Ink draws (those whose parts stand in other places than before). `heap` is what all frames leave in memory: that
// grows until the caches are full, and then only by what has no limit (`--frames 1500`).
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import Module, { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { Script } from 'node:vm';
import { build } from 'esbuild';
import { CHANGES, fitInk } from '../scripts/fit-ink.mjs';
import { median } from './lib/stats.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));

/** As scripts/build.mjs makes the chunks of dist/. */
const COMMON = {
  bundle: true,
  platform: 'node',
  target: 'node20.19',
  minify: true,
  charset: 'ascii',
  legalComments: 'none',
  logLevel: 'error',
  jsx: 'automatic',
  define: { 'process.env.NODE_ENV': '"production"' },
};

/** What the layout engine needs and an ES module lacks. */
const ESM_BANNER = [
  "import { createRequire as requireHere } from 'node:module';",
  "import { fileURLToPath as pathHere } from 'node:url';",
  'const require = requireHere(import.meta.url), __filename = pathHere(import.meta.url), __dirname = ".";',
].join('\n');

/** For Ink as an ES module, whose layout engine loads itself, and which has no developer tools either. */
const AS_ES_MODULE = {
  name: 'as-es-module',
  setup(build) {
    const contents = 'export async function loadLayoutEngine() {}';
    build.onLoad({ filter: /shims[\\/]yoga\.ts$/ }, () => ({ contents }));
    build.onLoad({ filter: /ink[\\/]build[\\/]devtools\.js$/ }, () => ({ contents: '' }));
  },
};
const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '7' },
    frames: { type: 'string', default: '300' },
    draw: { type: 'string' },
    views: { type: 'string' },
  },
});
if (values.draw) await drawAll(values.draw, values.views, Number(values.frames));
else await compare();

async function compare() {
  const dir = mkdtempSync(join(tmpdir(), 'zdev-ink-'));
  try {
    const views = join(dir, 'views.cjs');
    await build({ ...COMMON, entryPoints: [join(root, 'bench/tui/views.mjs')], outfile: views, format: 'cjs' });
    const variants = new Map([['all', await bundled(dir, [])]]);
    for (const name of Object.keys(CHANGES)) variants.set(`without ${name}`, await bundled(dir, [name]));
    const samples = new Map([...variants.keys()].map((name) => [name, []]));
    // The first round stores the compiled code.
    for (let round = 0; round <= Number(values.rounds); round++) {
      for (const [name, file] of variants) {
        const sample = measured(file, views);
        if (round > 0) samples.get(name).push(sample);
      }
    }
    for (const [name, list] of samples) {
      const of = (key) => median(list.map((sample) => sample[key])).toFixed(1);
      console.log(
        `${name.padEnd(36)} load ${of('load')} ms  first ${of('first')} ms  frame ${of('frame')} ms  heap +${of('heap')} MB`,
      );
    }
  } finally {
    rmSync(dir, { recursive: true });
  }
}

async function bundled(dir, without) {
  const isCjs = !without.includes('no top-level await');
  const outfile = join(dir, `${without[0]?.replaceAll(' ', '-') ?? 'all'}.${isCjs ? 'cjs' : 'mjs'}`);
  await build({
    ...COMMON,
    entryPoints: [join(root, 'src/tui/ink/renderer.tsx')],
    outfile,
    format: isCjs ? 'cjs' : 'esm',
    ...(isCjs ? { define: { ...COMMON.define, 'import.meta.url': '__filename' } } : { banner: { js: ESM_BANNER } }),
    plugins: [...(isCjs ? [] : [AS_ES_MODULE]), fitInk({ without })],
  });
  return outfile;
}

function measured(file, views) {
  const args = ['--expose-gc', import.meta.filename, '--draw', file, '--views', views, '--frames', values.frames];
  const { NODE_EXTRA_CA_CERTS: _, ...env } = process.env;
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { env, encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout);
}

/** Runs in a separate process. */
async function drawAll(file, viewsFile, frames) {
  const { view } = createRequire(import.meta.url)(viewsFile);
  const views = Array.from({ length: frames }, (_, i) => view(i));
  const [start, first] = [cpuMs(), view(0)];
  const renderer = await (await loaded(file)).createFrameRenderer();
  const load = cpuMs() - start;
  renderer.draw(first);
  const drawn = cpuMs() - start - load;
  globalThis.gc();
  const [before, from] = [process.memoryUsage().heapUsed, cpuMs()];
  for (const each of views) renderer.draw(each);
  const frame = (cpuMs() - from) / frames;
  globalThis.gc();
  const heap = (process.memoryUsage().heapUsed - before) / 1e6;
  process.stdout.write(JSON.stringify({ load, first: drawn, frame, heap }), () => process.exit(0));
}

async function loaded(file) {
  if (file.endsWith('.mjs')) return import(pathToFileURL(file).href);
  const cache = `${file}.cache`;
  const cachedData = existsSync(cache) ? readFileSync(cache) : undefined;
  const script = new Script(Module.wrap(readFileSync(file, 'latin1')), { filename: file, cachedData });
  const module = { exports: {} };
  script.runInThisContext()(module.exports, createRequire(import.meta.url), module, file, root);
  if (!cachedData) process.on('exit', () => writeFileSync(cache, script.createCachedData()));
  return module.exports;
}

function cpuMs() {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}
