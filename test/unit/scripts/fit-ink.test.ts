import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build, type Plugin } from 'esbuild';
import { expect, test } from 'vitest';
import { tempDir } from '../../helpers/temp.ts';

const ROOT = join(import.meta.dirname, '../../..');

/** Bundles a copy of Ink as the build does, after `change` has been made to it. */
async function bundled(change: (dir: string) => void): Promise<string> {
  const { fitInk } = (await import(join(ROOT, 'scripts/fit-ink.mjs'))) as { fitInk: () => Plugin };
  const dir = join(tempDir(), 'node_modules/ink');
  mkdirSync(dir, { recursive: true });
  cpSync(join(ROOT, 'node_modules/ink/build'), join(dir, 'build'), { recursive: true });
  cpSync(join(ROOT, 'node_modules/ink/package.json'), join(dir, 'package.json'));
  change(dir);
  const result = await build({
    entryPoints: [join(dir, 'build/index.js')],
    bundle: true,
    platform: 'node',
    format: 'cjs',
    write: false,
    logLevel: 'silent',
    nodePaths: [join(ROOT, 'node_modules'), join(ROOT, 'node_modules/ink/node_modules')],
    plugins: [fitInk()],
  });
  return result.outputFiles[0]?.text ?? '';
}

test('Ink as it is gets all that it needs, and keeps nothing for ever', async () => {
  const text = await bundled(() => {});
  expect(text.match(/new BoundedMap\(\)/g)).toHaveLength(5);
  expect(/devtools\.js/.test(text)).toBe(false);
});

test('Ink that has changed in a place that is replaced fails the build, and says where', async () => {
  const changed = bundled((dir) => {
    const path = join(dir, 'build/measure-text.js');
    writeFileSync(path, readFileSync(path, 'utf8').replace('new Map()', 'createCache()'));
  });
  await expect(changed).rejects.toThrow('Ink has changed: measure-text.js has no "new Map()"');
});

test('the build also fails if Ink lacks a replaced file', async () => {
  const changed = bundled((dir) => {
    rmSync(join(dir, 'build/wrap-text.js'));
    for (const path of ['render-node-to-output.js', 'dom.js'].map((name) => join(dir, 'build', name))) {
      writeFileSync(path, readFileSync(path, 'utf8').replace('./wrap-text.js', './wrapping.js'));
    }
    writeFileSync(join(dir, 'build/wrapping.js'), 'export default (text) => text;');
  });
  await expect(changed).rejects.toThrow('Ink has changed: it has no wrap-text.js');
});
