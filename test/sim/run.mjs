// Runs the simulator outside of the tests: `--seed 42` replays one schedule, `--count 20000` runs many and measures.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const dir = mkdtempSync(join(tmpdir(), 'zdev-sim-'));
try {
  const outfile = join(dir, 'run.mjs');
  const entry = fileURLToPath(new URL('run.ts', import.meta.url));
  await build({ entryPoints: [entry], outfile, bundle: true, platform: 'node', format: 'esm', sourcemap: 'inline' });
  await import(pathToFileURL(outfile).href);
} finally {
  rmSync(dir, { recursive: true });
}
