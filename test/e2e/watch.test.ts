import { readdirSync, readFileSync, statSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { linux } from '../helpers/needs.ts';
import { until } from '../helpers/wait.ts';
import { type Rig, test } from '../helpers/zdev.ts';
import type { Zdev } from '../helpers/zdev-process.ts';
import { count, expectInOrder, LIVES, pause } from '../helpers/zdev-text.ts';

/** Says what the watched file says. */
const SHOWS = `trap 'exit 0' TERM; echo "runs $(cat src/main)"; while :; do sleep 0.2; done`;

test('an edit restarts the service that watches, and it alone', async ({ rig }) => {
  rig.write('src/main', 'one');
  rig.write(
    'zinit.toml',
    `[services.api]\nexec = '''${SHOWS}'''\nwatch = ["src"]\n[services.db]\nexec = '''${LIVES}'''\n`,
  );
  const zdev = rig.up();
  await zdev.prints('api | runs one');
  await zdev.prints('db | up');
  await untilWatching(
    () => rig.write('src/probe', `${Math.random()}`),
    () => count(zdev.text, 'api: started') > 1,
  );

  rig.write('src/main', 'two');
  await zdev.prints('api | runs two');
  expect(await zdev.stop()).toBe(0);
  expect(count(zdev.text, 'db: started')).toBe(1);
});

test('a touch does nothing, a burst is one restart', async ({ rig }) => {
  for (const name of ['main', 'a', 'b', 'c']) rig.write(`src/${name}`, 'one');
  rig.write(
    'zinit.toml',
    `[services.api]\nexec = '''${SHOWS}'''\n[services.api.watch]\npaths = ["src"]\ndebounce_ms = 200\n[services.sign]\nexec = '''${SHOWS}'''\n[services.sign.watch]\npaths = ["sign"]\ndebounce_ms = 200\n`,
  );
  rig.write('sign/it', '');
  const zdev = rig.up();
  await zdev.prints('api | runs one');
  await zdev.prints('sign | runs one');
  const restarts = (name = 'api') => count(zdev.text, `${name}: stopping`);
  for (const [name, dir] of [
    ['sign', 'sign'],
    ['api', 'src'],
  ] as const) {
    await untilWatching(
      () => rig.write(`${dir}/probe`, `${Math.random()}`),
      () => restarts(name) > 0,
    );
  }
  // When a change has been noticed that was made later, and is watched in the same way, then all before it have been.
  const settled = async () => {
    const runs = count(zdev.text, 'sign | runs');
    rig.write('sign/it', `${Math.random()}`);
    await until(() => count(zdev.text, 'sign | runs') > runs);
  };
  await settled();
  const before = restarts();

  const now = new Date();
  utimesSync(join(rig.dir, 'src/main'), now, now);
  rig.write('src/a', 'one');
  await settled();
  expect(restarts()).toBe(before);

  for (const name of ['main', 'a', 'b', 'c']) rig.write(`src/${name}`, 'two');
  await zdev.prints('api | runs two');
  await settled();
  expect(restarts()).toBe(before + 1);
  expect(await zdev.stop()).toBe(0);
});

test('a service that failed comes back at a save, and up waits for that', async ({ rig }) => {
  rig.write('src/main', 'exit 3');
  rig.write(
    'zinit.toml',
    `[services.api]\nexec = '''trap 'exit 0' TERM; . ./src/main; echo fixed; while :; do sleep 0.2; done'''\nwatch = ["src"]\nlifecycle = { restart = "never" }\n`,
  );
  const zdev = rig.up();
  await zdev.prints('api: exit code 3');
  await untilWatching(
    () => rig.write('src/probe', `${Math.random()}`),
    () => count(zdev.text, 'api: exit code 3') > 1,
  );
  rig.write('src/main', 'true');
  await zdev.prints('api | fixed');
  expect(await zdev.stop()).toBe(0);
});

test('the old run keeps serving until the build has passed', async ({ rig }) => {
  rig.write('src/main', 'one');
  rig.write(
    'zinit.toml',
    `
[services.api]
build = '''grep -v broken src/main > built'''
exec = '''trap 'echo "bye $(cat built)"; exit 0' TERM; echo "serves $(cat built)"; while :; do sleep 0.2; done'''
watch = ["src"]
`,
  );
  const zdev = rig.up();
  await zdev.prints('api | serves one');
  await untilWatching(
    () => rig.write('src/probe', `${Math.random()}`),
    () => count(zdev.text, 'serves one') > 1,
  );
  await until(() => count(zdev.text, 'bye') === count(zdev.text, 'serves one') - 1);
  const serving = count(zdev.text, 'serves one');

  rig.write('src/main', 'broken');
  await zdev.prints('api: build failed: exit code 1; the old run keeps serving');
  expect(count(zdev.text, 'bye')).toBe(serving - 1);
  rig.write('src/main', 'two');
  await zdev.prints('api | serves two');
  expect(count(zdev.text, 'api | serves')).toBe(serving + 1);
  expect(await zdev.stop()).toBe(0);
  expectInOrder(zdev.text, 'build failed', 'building; the old run keeps serving', 'bye', 'serves two');
});

// Linux alone tells what a process watches.
test('--no-watch watches nothing', linux, async ({ rig }) => {
  rig.write('src/main', 'one');
  rig.write('zinit.toml', `[services.api]\nexec = '''${SHOWS}'''\nwatch = ["src"]\n`);
  const watching = rig.up();
  await watching.prints('api | runs one');
  await until(() => watchesFiles(rig, watching));
  expect(await watching.stop()).toBe(0);
  const zdev = rig.up('--no-watch');
  await zdev.prints('api | runs one');
  rig.write('src/main', 'two');
  // It waits until the service has lived for a second.
  expect(await rig.zdev(['start', 'api']).ended()).toBe(0);
  expect(watchesFiles(rig, zdev)).toBe(false);
  expect(zdev.text).not.toContain('runs two');
  expect(await zdev.stop()).toBe(0);
});

/** Changes something again and again until that is noticed: the watch begins after the services. */
async function untilWatching(change: () => void, noticed: () => boolean): Promise<void> {
  const deadlineMs = performance.now() + 20_000;
  while (!noticed()) {
    if (performance.now() > deadlineMs) throw new Error('no change was noticed within 20 s');
    change();
    for (let waits = 0; waits < 40 && !noticed(); waits += 1) await pause(25);
  }
}

/** Whether it watches the directory `src`, by the number of that in its watches. */
function watchesFiles({ dir }: Rig, { pid }: Zdev): boolean {
  const src = `ino:${statSync(join(dir, 'src')).ino.toString(16)} `;
  return readdirSync(`/proc/${pid}/fdinfo`).some((fd) => {
    try {
      return readFileSync(`/proc/${pid}/fdinfo/${fd}`, 'utf8').includes(src);
    } catch {
      return false; // It has been closed.
    }
  });
}
