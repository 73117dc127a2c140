// Bundles zdev into dist/: one CommonJS start chunk, and one chunk for each dynamically imported module, which is
// loaded only when needed. CommonJS, because Node starts it a fifth faster than an ES module. Each chunk has its own
// copies of the small pure modules that it shares with others. `dist/chunks.json` lists the modules in each chunk, for
// the tests of the commands' start-up cost.
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

// A chunk may be gone by the time it is needed: src/cli/boot/hold.ts keeps its text. (An older Node must be able to
// read this too.)
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
    // An older Node must read enough of the start chunk to say that it is too old.
    target: file === entry ? 'node8' : 'node20.19',
    format: 'cjs',
    // Half the text takes half the time to compile.
    minify: true,
    // src/cli/boot/code-cache.ts reads a chunk as one byte per character.
    charset: 'ascii',
    legalComments: 'none',
    metafile: true,
    logLevel: 'warning',
    // `import()` becomes `require()`, so Node need not start its loader of ES modules.
    supported: { 'dynamic-import': false },
    define: {
      'process.env.NODE_ENV': '"production"',
      ZDEV_VERSION: JSON.stringify(version),
      'import.meta.url': '__filename',
    },
    banner: { js: `${file === entry ? '#!/usr/bin/env node\n' : ''}${HELD_FIRST}` },
    external: ['node-pty'],
    jsx: 'automatic',
    plugins: [{ name: 'chunks', setup: splitAtDynamicImports }, fitInk()],
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
