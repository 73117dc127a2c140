// Fits Ink into a chunk of dist/. Each change has a name and says what it saves. docs/ink.md has a text about it for the
// upstream project. The build fails if Ink does not contain a replaced piece.
// The figures are from `node bench/ink.mjs` (processor time; Node 20; a screen of 160 by 45 with 24 services).
import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';

const SHIMS = join(import.meta.dirname, '../src/tui/ink/shims');

/** `modules`: packages, and the shims that replace them. `files`: the replacements in each file of Ink. */
export const CHANGES = {
  // Without it: Ink must be an ES module, whose compiled code Node 20 cannot keep. It loads in 87 ms, not 76 ms.
  'no top-level await': {
    modules: { 'yoga-layout': 'yoga.ts' },
    files: {
      'reconciler.js': [
        ["await import('./devtools.js')", 'undefined'],
        ['await loadPackageJson()', '{}'],
      ],
    },
  },
  // Without it: a frame takes 12.3 ms, not 9.5 ms, and the first one 112 ms, not 57 ms.
  'own tokenizer': { modules: { '@alcalzone/ansi-tokenize': 'ansi-tokenize.ts' }, files: {} },
  // Without it: a frame takes 12.4 ms, not 9.5 ms, and Ink loads 13 ms later.
  'own widths': { modules: { 'string-width': 'string-width.ts' }, files: {} },
  // Without it: a frame takes 11.4 ms, not 9.5 ms, because it measures and cuts again what has not changed.
  'caches that outlive a frame': {
    modules: {},
    files: {
      'output.js': [
        ['widths = new Map()', 'widths = new BoundedMap()'],
        ['blockWidths = new Map()', 'blockWidths = new BoundedMap()'],
        ['styledChars = new Map()', 'styledChars = new BoundedMap()'],
        ['caches = new OutputCaches();', 'caches = sharedCaches;'],
        ['export default class Output', 'const sharedCaches = new OutputCaches();\nexport default class Output'],
      ],
    },
  },
  // Without it: a frame with new texts keeps about 1 KB for ever. A service whose problem comes and goes every second draws
  // two such frames a second, which is 170 MB a day.
  'caches with a limit': {
    modules: {},
    files: {
      'measure-text.js': [['new Map()', 'new BoundedMap()']],
      'wrap-text.js': [
        ['const cache = {}', 'const cache = new BoundedMap()'],
        ['cache[cacheKey];', 'cache.get(cacheKey);'],
        ['cache[cacheKey] = wrappedText', 'cache.set(cacheKey, wrappedText)'],
      ],
    },
  },
};

/** A plugin for esbuild. `without`: the names of changes to leave out. */
export function fitInk({ without = [] } = {}) {
  const changes = Object.entries(CHANGES).flatMap(([name, change]) => (without.includes(name) ? [] : [change]));
  const shims = Object.assign({}, ...changes.map(({ modules }) => modules));
  const files = Object.assign({}, ...changes.map(({ files }) => files));
  return {
    name: 'ink',
    setup(build) {
      const met = new Set();
      const replacedModules = new RegExp(`^(?:${Object.keys(shims).join('|')})$`);
      build.onResolve({ filter: replacedModules }, ({ path }) => ({ path: join(SHIMS, shims[path]) }));
      build.onLoad({ filter: /[\\/]ink[\\/]build[\\/][\w-]+\.js$/ }, ({ path }) => {
        const file = basename(path);
        met.add(file);
        return { contents: replaced(file, readFileSync(path, 'utf8'), files[file] ?? []), loader: 'js' };
      });
      build.onEnd(() => {
        const missing = met.size === 0 ? [] : Object.keys(files).filter((file) => !met.has(file));
        return { errors: missing.map((file) => ({ text: `Ink has changed: it has no ${file}` })) };
      });
    },
  };
}

function replaced(file, original, pairs) {
  let contents = original;
  for (const [from, to] of pairs) {
    if (!contents.includes(from)) throw new Error(`Ink has changed: ${file} has no "${from}"`);
    contents = contents.replace(from, to);
  }
  if (!contents.includes('new BoundedMap()')) return contents;
  return `import { BoundedMap } from ${JSON.stringify(join(SHIMS, 'bounded-cache.ts'))};\n${contents}`;
}
