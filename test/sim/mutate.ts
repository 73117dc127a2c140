import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import type { Core } from './core-under-test.ts';

/** A planted bug: one piece of a file of src/core, and what it is replaced with. */
export interface Mutant {
  readonly bug: string;
  readonly file: string;
  readonly original: string;
  readonly planted: string;
}

const CORE = fileURLToPath(new URL('../../src/core', import.meta.url));

/** The core with a bug planted in it. @throws Error when the mutant no longer fits the source, exactly once */
export async function plant(mutant: Mutant): Promise<Core> {
  const { file, original, planted } = mutant;
  const source = readFileSync(join(CORE, file), 'utf8');
  const times = source.split(original).length - 1;
  if (times !== 1) throw new Error(`"${mutant.bug}" fits ${file} ${times} times`);
  const bundle = await build({
    stdin: {
      contents:
        "export * from './step.ts'; export { initialState } from './state.ts'; export { exitOutcome } from './exit-on.ts';",
      resolveDir: CORE,
    },
    bundle: true,
    write: false,
    format: 'cjs',
    platform: 'node',
    logLevel: 'error',
    plugins: [
      {
        name: 'plant',
        setup(build) {
          build.onLoad({ filter: /src\/core\/.*\.ts$/ }, ({ path }) =>
            basename(path) === file ? { contents: source.replace(original, () => planted), loader: 'ts' } : undefined,
          );
        },
      },
    ],
  });
  const module = { exports: {} as Core };
  new Function('module', 'exports', bundle.outputFiles[0]?.text ?? '')(module, module.exports);
  return module.exports;
}
