// `npm run faults`: what a service can do × what can happen to zdev, on real processes. Prints a table; the status is 1 if
// anything is left over, runs twice, or is not there. `--short` runs the part that is in the tests, `--only NAME` one column.
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('../../..', import.meta.url));
// In node_modules, so that it finds the libraries that are not bundled.
const dir = join(root, 'node_modules/.cache/zdev-faults');
mkdirSync(dir, { recursive: true });
process.env.ZDEV_BIN ??= join(root, 'dist/zdev.cjs');

/** Helpers find other files by where they are themselves. */
const inPlace = {
  name: 'in-place',
  setup: (build) =>
    build.onLoad({ filter: /test\/helpers\/.*\.ts$/ }, ({ path }) => ({
      contents: readFileSync(path, 'utf8').replaceAll('import.meta.url', JSON.stringify(pathToFileURL(path).href)),
      loader: 'ts',
    })),
};
const outfile = join(dir, `run-${process.pid}.mjs`);
const entryPoints = [fileURLToPath(new URL('run.ts', import.meta.url))];
await build({
  ...{ entryPoints, outfile, bundle: true, platform: 'node', format: 'esm', external: ['node-pty', 'vitest'] },
  plugins: [inPlace],
});
try {
  await import(pathToFileURL(outfile).href);
} finally {
  rmSync(outfile);
}
