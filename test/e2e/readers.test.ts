import { existsSync, readFileSync } from 'node:fs';
import { expect } from 'vitest';
import { linux } from '../helpers/needs.ts';
import { rests } from '../helpers/processes.ts';
import { program } from '../helpers/programs.ts';
import { until } from '../helpers/wait.ts';
import { test } from '../helpers/zdev.ts';
import { LIVES } from '../helpers/zdev-text.ts';

/** A service that prints without end, and leaves a file when it was told to end. */
const PRINTS = `trap 'echo bye > said-bye; exit 0' TERM; while :; do echo line; sleep 0.02; done`;

test('a reader that goes away ends zdev in order', async ({ rig }) => {
  rig.write('Procfile', `a: ${PRINTS}\nb: ${LIVES}\n`);
  const pipeline = rig.shell('{ $ZDEV up; echo "status $?" >&2; } | head -1');
  expect(await pipeline.ended()).toBe(0);
  expect(pipeline.stdout.split('\n').length).toBe(2);
  expect(pipeline.stderr).toBe('status 0\n');
  expect(readFileSync(`${rig.dir}/said-bye`, 'utf8')).toBe('bye\n');
  expect(rig.services()).toEqual([]);
});

test('both outputs gone: the same', async ({ rig }) => {
  rig.write('Procfile', `a: ${PRINTS}\n`);
  const zdev = rig.up();
  await zdev.prints('a | line');
  zdev.hangUp();
  expect(await zdev.ended()).toBe(0);
  expect(readFileSync(`${rig.dir}/said-bye`, 'utf8')).toBe('bye\n');
});

test('stdout closed from the start: it runs as into /dev/null, which Node opens in its place', async ({ rig }) => {
  rig.write('Procfile', `a: trap 'echo bye > said-bye; exit 0' TERM; touch up; while :; do sleep 0.2; done\n`);
  const zdev = rig.shell('exec $ZDEV up >&-');
  await until(() => existsSync(`${rig.dir}/up`));
  expect(await zdev.stop()).toBe(0);
  expect(zdev.stderr).toBe('');
  expect(existsSync(`${rig.dir}/said-bye`)).toBe(true);
});

// Linux alone tells how much a process has written.
test('a reader that stops reading costs no memory, and Ctrl-C works', linux, async ({ rig }) => {
  rig.write('Procfile', `a: ${program('floods.mjs', 3_000_000, 100)}\nb: exec sleep 300\n`);
  const zdev = rig.up();
  await zdev.prints('a | 1 x');
  zdev.reading(false);
  // Neither zdev nor a service has anything left to do: all pipes are full.
  let written = -1;
  let quiet = 0;
  await until(() => {
    const isQuiet = writtenBy(zdev.pid) === written && [zdev.pid, ...rig.services()].every(rests);
    quiet = isQuiet ? quiet + 1 : 0;
    written = writtenBy(zdev.pid);
    return quiet >= 20;
  });
  expect(residentMiB(zdev.pid)).toBeLessThan(120);
  zdev.kill('SIGINT');
  await until(() => rig.services().length === 0, { timeoutMs: 20_000, what: 'the services are gone' });
  await until(() => zdev.ending !== undefined, { timeoutMs: 20_000, what: 'zdev is gone' });
  expect(zdev.ending).toBe(0);
  zdev.reading(true);
});

function writtenBy(pid: number): number {
  return Number(/wchar: (\d+)/.exec(readFileSync(`/proc/${pid}/io`, 'utf8'))?.[1]);
}

function residentMiB(pid: number): number {
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024;
}

test('what is more than a pipe holds is printed to the end, also by a command that ends right after', async ({
  rig,
}) => {
  const names = Array.from({ length: 300 }, (_, at) => `service-${at}`);
  rig.write(
    'Procfile',
    `${names.map((name) => `${name}: exit 0\nno entry of a Procfile ${'x'.repeat(200)}`).join('\n')}\n`,
  );
  const json = rig.shell('$ZDEV check --json | cat');
  expect(await json.ended()).toBe(0);
  expect(JSON.parse(json.stdout).services.length).toBe(names.length);
  const text = rig.shell('$ZDEV check 2>&1 | cat');
  expect(await text.ended()).toBe(0);
  expect(text.stdout.split('warning: ').length).toBe(names.length + 1);
  expect(text.stdout.endsWith(', service-299)\n')).toBe(true);
});
