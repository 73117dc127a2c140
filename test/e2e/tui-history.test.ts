import { chmodSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { openScreen } from '../helpers/screen.ts';
import { until } from '../helpers/wait.ts';
import { test } from '../helpers/zdev-background.ts';

const LINES = 30_000;
const NUMBERED = `for (let i = 1; i <= ${LINES}; i++) console.log('line ' + i + ' of many'); setInterval(() => {}, 1e6);`;

test('g shows older lines from the log files, up to the first', async ({ rig }) => {
  rig.write('prints.mjs', NUMBERED);
  rig.write('Procfile', `a: exec ${process.execPath} prints.mjs\n`);
  const screen = openScreen(rig, [100, 30]);
  await screen.shows(`line ${LINES} of many`);
  screen.press('g');
  await screen.shows('PAUSED');
  for (let before = topOf(screen.text()); before !== 1; before = topOf(screen.text())) {
    await screen.shows('older lines from the log files');
    screen.press('g');
    await until(() => topOf(screen.text()) < before, { what: `a line before line ${before}` });
  }
  screen.press('g');
  await screen.shows('this is the oldest kept line of a');
  // Where the files end and memory begins, no line is missing, and none is there twice.
  screen.press('/', 'of many', 'enter');
  await screen.shows(`1/${LINES}`);
  screen.press('G');
  await screen.shows(`line ${LINES} of many`);
  screen.press('q', 's');
  expect(await screen.zdev.ended()).toBe(0);
});

test('a search in all services finds what only log files have, of runs of an earlier zdev too; g goes to the first line', async ({
  rig,
}) => {
  const prints = (name: string) =>
    `import { readFileSync } from 'node:fs'; const day = readFileSync('day', 'utf8');
for (let i = 1; i <= 11_000; i++) console.log(day + ' ${name} ' + i); setInterval(() => {}, 1e6);`;
  rig.write('api.mjs', prints('api'));
  rig.write('web.mjs', prints('web'));
  rig.write(
    'zinit.toml',
    `[services.api]\nexec = "exec ${process.execPath} api.mjs"\nhealth = { type = "log", target = "11000" }
[services.web]\nexec = "exec ${process.execPath} web.mjs"\nrequires = ["api"]\n`,
  );
  rig.write('day', 'monday');
  const first = openScreen(rig, [100, 30]);
  await first.shows('monday web 11000');
  first.press('q', 's');
  await first.zdev.ended();
  rig.write('day', 'tuesday');
  const screen = openScreen(rig, [100, 30]);
  await screen.shows('tuesday web 11000');
  // Among all, 20,000 of the 22,000 lines are in memory.
  screen.press('/', 'tuesday api 77 nowhere', 'enter');
  await screen.shows('no line has tuesday api 77 nowhere');
  screen.press('/', 'monday web 7777', 'enter');
  await screen.shows(/search monday web 7777 1\/1 · PAUSED/);
  await screen.shows('web  │ monday web 7777');
  screen.press('esc');
  await screen.hides('search monday');
  screen.press('G');
  await screen.shows('tuesday web 11000');
  screen.press('g');
  await screen.shows(/api {2}│ monday api 1\n/);
  screen.press('g');
  await screen.shows('this is the oldest kept line of all services');
  // No line is there twice, and none is missing where one day ends and the other begins.
  screen.press('/', 'day ', 'enter');
  await screen.shows('1/44000');
  screen.press('esc');
  await screen.hides('search day');
  screen.press('2', 'g');
  await screen.shows(/│monday web 1\n/);
  screen.press('g');
  await screen.shows('this is the oldest kept line of web');
  screen.press('/', 'day web ', 'enter');
  await screen.shows('1/22000');
  screen.press('q', 's');
  expect(await screen.zdev.ended()).toBe(0);
});

/** The number of the first line on the screen. */
function topOf(text: string): number {
  return Number(/│line (\d+) of many/.exec(text)?.[1]);
}

test('e opens the log file of the selected service in the editor, and gives it the terminal', async ({ rig }) => {
  rig.write('Procfile', 'a: echo ready; exec sleep 300\n');
  rig.write(
    'edit.sh',
    '#!/bin/sh\nprintf "%s\\n" "$@" >given\necho "the editor is here"; read line; echo "$line" >typed\n',
  );
  chmodSync(join(rig.dir, 'edit.sh'), 0o755);
  const screen = openScreen(rig, [100, 30], { env: { EDITOR: './edit.sh --wait' } });
  await screen.shows('│ready');
  screen.press('e');
  await screen.shows('the editor is here');
  expect(screen.isFull()).toBe(false);
  // Keys are the editor's: none of these is one of zdev's.
  screen.press('q', 's', 'enter');
  await screen.shows('back from ./edit.sh --wait');
  await screen.shows('│ready');
  expect(readFileSync(join(rig.dir, 'typed'), 'utf8')).toBe('qs\n');
  const [flag, path = ''] = readFileSync(join(rig.dir, 'given'), 'utf8').split('\n');
  expect(flag).toBe('--wait');
  expect(readFileSync(path, 'utf8')).toMatch(/^ready\r?\n$/);
  screen.press('q', 's');
  expect(await screen.zdev.ended()).toBe(0);
});
