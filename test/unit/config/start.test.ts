import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { expect, test } from 'vitest';

test('a Procfile is read with only Node and files of config', async () => {
  const { metafile } = await build({
    entryPoints: [fileURLToPath(new URL('../../../src/config/load.ts', import.meta.url))],
    bundle: true,
    splitting: true,
    write: false,
    metafile: true,
    format: 'esm',
    platform: 'node',
    outdir: 'unused',
  });
  const outputs = Object.values(metafile.outputs);
  const entry = outputs.find(({ entryPoint }) => entryPoint?.endsWith('src/config/load.ts'))!;
  const seen = new Set([entry]);
  for (const { imports } of seen) {
    const paths = imports.filter(({ kind }) => kind === 'import-statement').map(({ path }) => metafile.outputs[path]);
    for (const output of paths) if (output !== undefined) seen.add(output);
  }
  const modules = [...seen].flatMap(({ inputs }) => Object.keys(inputs));
  expect(modules.filter((path) => !/src\/(?:(?:config|core|files)\/[\w-]+|monotonic)\.ts$/.test(path))).toEqual([]);
  expect(modules.filter((path) => /toml|keys|validate|locate/.test(path))).toEqual([]);
});
