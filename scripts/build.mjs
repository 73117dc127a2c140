// Bundles zdev into dist/: one CommonJS start chunk, and one chunk for each dynamically imported module, loaded only
// when it is reached. CommonJS, because its start costs Node a fifth less than that of an ES module; each chunk has
// its own copy of the small pure modules it shares with others. `dist/chunks.json` lists what each chunk is made of,
// for the tests that hold the start-up cost of the commands.
import {
  chmodSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { fitInk } from './fit-ink.mjs';

// A chunk that is loaded late may be gone by then: src/cli/boot/hold.ts has its text. (An older Node has to read this, too.)
const HELD_FIRST =
  '"use strict";require=(r=>Object.assign(i=>(global.zdevHeld&&global.zdevHeld(i,r))||r(i),r))(require);';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const dist = join(root, 'dist');

const entry = join(root, 'src/cli/main.ts');
const queue = [entry];
const modules = {};
rmSync(dist, { recursive: true, force: true });
for (const file of queue) modules[chunkName(file)] = await bundle(file);
writeFileSync(join(dist, 'chunks.json'), `${JSON.stringify(modules, null, 1)}\n`);
chmodSync(join(dist, 'zdev.cjs'), 0o755);
linkBin();

function chunkName(file) {
  if (file === entry) return 'zdev.cjs';
  return `${relative(join(root, 'src'), file)
    .replace(/\.tsx?$/, '')
    .replaceAll('/', '-')}.cjs`;
}

async function bundle(file) {
  const result = await build({
    absWorkingDir: root,
    entryPoints: [file],
    outfile: join(dist, chunkName(file)),
    bundle: true,
    platform: 'node',
    // An older Node reads as much of the start chunk as says that it is too old.
    target: file === entry ? 'node8' : 'node20.19',
    format: 'cjs',
    // Half the text is half the time to compile it.
    minify: true,
    // src/cli/boot/code-cache.ts reads a chunk as one byte a character.
    charset: 'ascii',
    legalComments: 'none',
    metafile: true,
    logLevel: 'warning',
    // `import()` becomes `require()`: the loader of ES modules is not started for it.
    supported: { 'dynamic-import': false },
    define: {
      'process.env.NODE_ENV': '"production"',
      ZDEV_VERSION: JSON.stringify(version),
      'import.meta.url': '__filename',
    },
    banner: { js: `${file === entry ? '#!/usr/bin/env node\n' : ''}${HELD_FIRST}` },
    external: ['node-pty'],
    jsx: 'automatic',
    plugins: [{ name: 'chunks', setup: splitAtDynamicImports }, fitInk],
  });
  return Object.keys(result.metafile.inputs);
}

function splitAtDynamicImports(build) {
  build.onResolve({ filter: /^\./ }, (args) => {
    if (args.kind !== 'dynamic-import') return undefined;
    const file = resolve(args.resolveDir, args.path);
    if (!queue.includes(file)) queue.push(file);
    return { path: `./${chunkName(file)}`, external: true };
  });
}

/** Makes `npx zdev` work in this checkout and in the examples below it. */
function linkBin() {
  const bin = join(root, 'node_modules/.bin');
  const link = join(bin, 'zdev');
  const target = relative(bin, join(dist, 'zdev.cjs'));
  try {
    if (lstatSync(link).isSymbolicLink() && readlinkSync(link) === target) return;
    rmSync(link);
  } catch {
    mkdirSync(bin, { recursive: true });
  }
  symlinkSync(target, link);
  console.log(`built ${basename(dist)}/, linked node_modules/.bin/zdev`);
}
