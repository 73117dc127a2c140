import { chmodSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { openScreen } from '../helpers/screen.ts';
import { type Rig, test } from '../helpers/zdev.ts';

/** Each file that zdev has stored, with what changes when it is written anew. */
function stored(cache: string): Record<string, string> {
  const names = readdirSync(cache, { recursive: true, encoding: 'utf8' });
  const files = names.filter((name) => statSync(join(cache, name)).isFile());
  return Object.fromEntries(
    files.sort().map((name) => {
      const { ino, size, mtimeMs } = statSync(join(cache, name));
      return [name, `${ino} ${size} ${mtimeMs}`];
    }),
  );
}

/** Later versions have a cache of their own, with other names. */
const isNode20 = process.versions.node.startsWith('20.');

function newCache(rig: Rig): string {
  const cache = join(rig.dir, 'cache');
  mkdirSync(cache);
  return cache;
}

async function upOnce(rig: Rig, cache: string, cwd = '.'): Promise<void> {
  const zdev = rig.zdev(['up', '--no-tui'], { env: { XDG_CACHE_HOME: cache }, cwd });
  expect(await zdev.ended()).toBe(0);
  expect(zdev.text).toContain('one | hello');
}

/**
 * Runs it until one run stores nothing, since it has found all that it needs: the second one, or the fifth where all end
 * so soon that four of them add what they have compiled. Gives what is stored then.
 */
async function untilNothingIsStored(cache: string, run: () => Promise<void>): Promise<string[]> {
  await run();
  for (let times = 0; times < 12; times++) {
    const before = stored(cache);
    await run();
    if (JSON.stringify(stored(cache)) === JSON.stringify(before)) return Object.keys(before);
  }
  throw new Error('each run stores what is compiled');
}

test('the first run stores what is compiled, and the next one uses it', async ({ rig }) => {
  rig.write('Procfile', 'one: echo hello\n');
  const cache = newCache(rig);
  expect(await untilNothingIsStored(cache, () => upOnce(rig, cache))).not.toEqual([]);
});

test('the same for a command that looks at a project', async ({ rig }) => {
  const cache = newCache(rig);
  const names = await untilNothingIsStored(cache, async () => {
    const zdev = rig.zdev(['ps'], { env: { XDG_CACHE_HOME: cache } });
    expect(await zdev.ended()).toBe(1);
    expect(zdev.text).toContain('zdev does not run in');
  });
  if (isNode20) expect(names.join(' ')).toMatch(/cli-commands-ps\.v8.* .*cli-entry\.v8/);
});

test('the same for the screen and its supervisor', async ({ rig }) => {
  rig.write('Procfile', 'one: echo hello; exec sleep 300\n');
  const cache = newCache(rig);
  const names = await untilNothingIsStored(cache, async () => {
    const screen = openScreen(rig, [80, 24], { env: { XDG_CACHE_HOME: cache } });
    await screen.shows('│hello');
    screen.press('q', 's');
    expect(await screen.zdev.ended()).toBe(0);
  });
  expect(names.length).toBeGreaterThanOrEqual(2);
  // What a chunk loads later is stored too, and the screen has its own flags.
  if (isNode20) expect(names.join(' ')).toMatch(/host-serve\.v8.* .*tui-first-frame\.flat\.v8/);
});

test('the same for the reader of zinit.toml', async ({ rig }) => {
  rig.write('zinit.toml', '[services.one]\nexec = "echo hello"\n[services.one.lifecycle]\nrestart = "never"\n');
  const cache = newCache(rig);
  const names = await untilNothingIsStored(cache, () => upOnce(rig, cache));
  if (isNode20) expect(names.join(' ')).toMatch(/config-toml\.v8/);
});

test('what others, a broken disk or a full one make of it does not break a start', async ({ rig }) => {
  rig.write('Procfile', 'one: echo hello\n');
  const cache = newCache(rig);
  await upOnce(rig, cache);
  const names = Object.keys(stored(cache));
  for (const harm of [
    (path: string) => writeFileSync(path, ''),
    (path: string) => writeFileSync(path, Buffer.alloc(statSync(path).size, 'not compiled code ')),
  ]) {
    for (const name of names) harm(join(cache, name));
    await upOnce(rig, cache);
  }
  chmodSync(join(cache, 'zdev'), 0o777);
  await upOnce(rig, cache);
  chmodSync(join(cache, 'zdev'), 0o000);
  await upOnce(rig, cache);
  chmodSync(join(cache, 'zdev'), 0o700);
  await upOnce(rig, '/dev/null');
});

test('several first runs at once', async ({ rig }) => {
  const dirs = ['a', 'b', 'c', 'd'];
  for (const dir of dirs) rig.write(`${dir}/Procfile`, 'one: echo hello\n');
  const cache = newCache(rig);
  const names = await untilNothingIsStored(cache, async () => {
    await Promise.all(dirs.map((dir) => upOnce(rig, cache, dir)));
  });
  expect(names).not.toEqual([]);
  expect(names.filter((name) => name.endsWith('.tmp'))).toEqual([]);
});
