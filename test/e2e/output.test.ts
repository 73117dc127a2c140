import { expect } from 'vitest';
import { program } from '../helpers/programs.ts';
import { until } from '../helpers/wait.ts';
import { test } from '../helpers/zdev.ts';
import { linesOf } from '../helpers/zdev-text.ts';

test('a line of 10 MB goes through whole', async ({ rig }) => {
  rig.write('Procfile', `a: ${program('long-line.mjs', 10)}\n`);
  const zdev = rig.up();
  expect(await zdev.ended()).toBe(0);
  const [long = '', after] = linesOf(zdev.stdout, 'a');
  expect(long.length).toBe(10 * 1024 * 1024);
  expect(/^x+$/.test(long)).toBe(true);
  expect(after).toBe('after');
});

test('bytes go through unchanged: invalid UTF-8, NUL, no newline at the end', async ({ rig }) => {
  rig.write(
    'Procfile',
    `a: ${program('invalid-utf8.sh')}\nb: ${program('nul-bytes.sh')}\nc: ${program('last-line-without-newline.sh')}\n`,
  );
  const zdev = rig.up('--exit-on', 'all');
  expect(await zdev.ended()).toBe(0);
  expect(linesOf(zdev.stdout, 'a')).toEqual(['a\xfe\xffb \xc0\xaf \x80 \xc3']);
  expect(linesOf(zdev.stdout, 'b')).toEqual(['a\0b\0\0c']);
  expect(linesOf(zdev.stdout, 'c')).toEqual(['first', 'last']);
  expect(zdev.stdout.endsWith('\n')).toBe(true);
});

for (const pty of [false, true]) {
  test(`1,000 lines just before the exit, of 20 services at once${pty ? ', on terminals' : ''}`, async ({ rig }) => {
    const names = Array.from({ length: 20 }, (_, index) => `s${index}`);
    rig.write('Procfile', names.map((name) => `${name}: ${program('burst-then-exit.sh')}\n`).join(''));
    const zdev = rig.zdev(['up', '--exit-on', 'all', '--no-tui'], { pty, env: { NO_COLOR: '1' } });
    expect(await zdev.ended()).toBe(0);
    const expected = Array.from({ length: 1000 }, (_, index) => `line ${index + 1}`);
    for (const name of names) expect(linesOf(zdev.stdout, name)).toEqual(expected);
  });
}

test('a prompt is seen before its newline, within 200 ms when nothing else happens', async ({ rig }) => {
  rig.write('Procfile', `a: ${program('half-line.sh')}\n`);
  const zdev = rig.up();
  await zdev.prints('a | Continue? [y/N] ');
  // A second later, zdev says that the service waits, and ends the line for that.
  expect(zdev.stdout).not.toMatch(/\[y\/N\] \n(?!.*a: waits for input)/);
  expect(await zdev.stop()).toBe(0);
  expect(zdev.stdout).toContain('[y/N] \n');
});

test('stdout and stderr keep their order, also by the names of the devices', async ({ rig }) => {
  rig.write(
    'Procfile',
    `a: ${program('writes-dev-stderr.sh')}\nb: for i in 1 2 3 4 5 6 7 8 9; do echo out $i; echo err $i >&2; done\n`,
  );
  const zdev = rig.up('--exit-on', 'all');
  expect(await zdev.ended()).toBe(0);
  expect(linesOf(zdev.stdout, 'a')).toEqual(['one', 'two', 'three', 'four']);
  expect(linesOf(zdev.stdout, 'b')).toEqual(
    Array.from({ length: 18 }, (_, index) => `${index % 2 ? 'err' : 'out'} ${Math.floor(index / 2) + 1}`),
  );
});

test('on a terminal services have a terminal, and only their colours pass', async ({ rig }) => {
  rig.write(
    'Procfile',
    `a: test -t 1 && printf '\\033[31mred\\033[0m\\033[2J\\033]0;title\\007 end\\n'; exec sleep 300\n`,
  );
  const zdev = rig.zdev(['up', '--no-tui', '--no-timestamp'], { pty: true });
  await zdev.prints('red end');
  expect(zdev.stdout).toContain('\x1b[31mred\x1b[0m end');
  expect(zdev.stdout).not.toContain('title');
  expect(zdev.stdout).not.toMatch(/^\d\d:/m);
  expect(await zdev.stop()).toBe(0);
});

test('into a file everything goes, with times and without colours', async ({ rig }) => {
  rig.write('Procfile', 'a: seq 1 5000\n');
  const zdev = rig.shell('$ZDEV up > out.txt 2> err.txt');
  expect(await zdev.ended()).toBe(0);
  const { readFileSync } = await import('node:fs');
  const text = readFileSync(`${rig.dir}/out.txt`, 'latin1');
  expect(linesOf(text, 'a')).toEqual(Array.from({ length: 5000 }, (_, index) => `${index + 1}`));
  expect(text).toMatch(/^\d\d:\d\d:\d\d a {6}\| 1$/m);
  expect(text).not.toContain('\x1b');
  expect(readFileSync(`${rig.dir}/err.txt`, 'latin1')).toBe('');
});

test('lines of many writers are never mixed', async ({ rig }) => {
  const names = ['a', 'b', 'c', 'd'];
  rig.write('Procfile', names.map((name) => `${name}: ${program('floods.mjs', 5000, 100)}\n`).join(''));
  const zdev = rig.up('--exit-on', 'all');
  expect(await zdev.ended()).toBe(0);
  for (const name of names) {
    const lines = linesOf(zdev.stdout, name);
    expect(lines.length).toBe(5000);
    expect(lines.findIndex((line, index) => line !== `${index + 1} `.padEnd(99, 'x'))).toBe(-1);
  }
  await until(() => rig.services().length === 0);
});
