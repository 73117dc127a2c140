import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { transform } from 'esbuild';
import { expect } from 'vitest';
import { test } from '../helpers/zdev.ts';
import { ZDEV_BIN } from '../helpers/zdev-process.ts';

// `npm run test:nodes` tries it on real ones.
test.for(['8.17.0', '18.20.8', '20.18.3'])('Node %s is told to be too old, in one sentence', async (version, {
  rig,
}) => {
  rig.write('old.cjs', `Object.defineProperty(process, 'versions', { value: { node: '${version}' } });\n`);
  rig.write('Procfile', 'one: echo hello\n');
  const zdev = rig.zdev(['up'], { env: { NODE_OPTIONS: `--require ${join(rig.dir, 'old.cjs')}` } });
  expect(await zdev.ended()).toBe(1);
  expect(zdev.text).toBe(`error: zdev needs Node 20.19 or newer, and this is Node ${version}\n`);
});

test('the start chunk is written in the language of Node 8, so that an old one can read it', async () => {
  const text = readFileSync(ZDEV_BIN, 'utf8');
  const options = { minifyWhitespace: true, legalComments: 'none' } as const;
  const asItIs = await transform(text, options);
  const forOldNode = await transform(text, { ...options, target: 'node8' });
  // printed anew for a new Node, so that both have the same quotes: only syntax that Node 8 lacks makes a difference
  const again = await transform(forOldNode.code, options);
  expect(again.code === asItIs.code).toBe(true);
});
