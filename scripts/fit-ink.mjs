// Adapts Ink to a chunk of dist/. The original cannot be in a chunk, costs too much per frame, and keeps every text
// that it has measured. With these changes, its layout engine is loaded on demand, our own tokenizer splits rows into
// characters, its caches outlive a frame but do not grow for ever, and it never looks for developer tools, or for a CI
// in which it would not draw. If Ink does not contain a replaced piece, the build fails.
import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';

const SHIMS = join(import.meta.dirname, '../src/tui/ink/shims');

/** The replacements in each file of Ink. */
const PATCHES = {
  'reconciler.js': [
    ["await import('./devtools.js')", 'undefined'],
    ['await loadPackageJson()', '{}'],
  ],
  'measure-text.js': [['new Map()', 'new BoundedMap()']],
  'wrap-text.js': [
    ['const cache = {}', 'const cache = new BoundedMap()'],
    ['cache[cacheKey];', 'cache.get(cacheKey);'],
    ['cache[cacheKey] = wrappedText', 'cache.set(cacheKey, wrappedText)'],
  ],
  // Without this, each frame would measure and cut unchanged text again.
  'output.js': [
    ['widths = new Map()', 'widths = new BoundedMap()'],
    ['blockWidths = new Map()', 'blockWidths = new BoundedMap()'],
    ['styledChars = new Map()', 'styledChars = new BoundedMap()'],
    ['caches = new OutputCaches();', 'caches = sharedCaches;'],
    ['export default class Output', 'const sharedCaches = new OutputCaches();\nexport default class Output'],
  ],
  'ink.js': [["import isInCi from 'is-in-ci'", 'const isInCi = false']],
  'write-synchronized.js': [["import isInCi from 'is-in-ci'", 'const isInCi = false']],
};

/** A plugin for esbuild. */
export const fitInk = {
  name: 'ink',
  setup(build) {
    const met = new Set();
    build.onResolve({ filter: /^(?:yoga-layout|@alcalzone\/ansi-tokenize|string-width)$/ }, ({ path }) => ({
      path: join(SHIMS, path === 'yoga-layout' ? 'yoga.ts' : `${basename(path)}.ts`),
    }));
    build.onLoad({ filter: /[\\/]ink[\\/]build[\\/][\w-]+\.js$/ }, ({ path }) => {
      met.add(basename(path));
      return { contents: patched(basename(path), readFileSync(path, 'utf8')), loader: 'js' };
    });
    build.onEnd(() => {
      const missing = met.size === 0 ? [] : Object.keys(PATCHES).filter((file) => !met.has(file));
      return { errors: missing.map((file) => ({ text: `Ink has changed: it has no ${file}` })) };
    });
  },
};

function patched(file, original) {
  let contents = original;
  for (const [from, to] of PATCHES[file] ?? []) {
    if (!contents.includes(from)) throw new Error(`Ink has changed: ${file} has no "${from}"`);
    contents = contents.replace(from, to);
  }
  if (!contents.includes('new BoundedMap()')) return contents;
  return `import { BoundedMap } from ${JSON.stringify(join(SHIMS, 'bounded-cache.ts'))};\n${contents}`;
}
