import { chmodSync, readFileSync, renameSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { expect } from 'vitest';
import { openScreen, type Screen } from '../helpers/screen.ts';
import { until } from '../helpers/wait.ts';
import type { Rig } from '../helpers/zdev.ts';
import { test } from '../helpers/zdev-background.ts';

/** It prints what is in the file `say-NAME` as soon as that is there. */
const SAYS = `echo "$1 is here"
while :; do
  if mv "say-$1" "said-$1" 2>/dev/null; then cat "said-$1"; fi
  sleep 0.05
done`;

const NAMES = ['db', 'api', 'other'];

/** Three services that say what they are told to, and a target for two of them. */
async function open(rig: Rig, env: Readonly<Record<string, string>> = {}): Promise<Screen> {
  rig.write('says.sh', SAYS);
  const services = NAMES.map((name) => `[services.${name}]\nexec = "exec sh says.sh ${name}"\n`);
  rig.write('zinit.toml', `${services.join('')}[targets.shop]\nrequires = ["db", "api"]\n`);
  const screen = openScreen(rig, [110, 24], { env });
  for (const name of NAMES) await screen.shows(`${name} is here`);
  return screen;
}

function say(rig: Rig, name: string, ...lines: readonly string[]): void {
  rig.write(`.say-${name}`, `${lines.join('\n')}\n`);
  renameSync(join(rig.dir, `.say-${name}`), join(rig.dir, `say-${name}`));
}

async function stop(screen: Screen): Promise<void> {
  screen.press('q', 's');
  expect(await screen.zdev.ended()).toBe(0);
}

test('the row of a target shows the lines of its members, and of nobody else', async ({ rig }) => {
  const screen = await open(rig);
  const y = screen.rows().findIndex((row) => row.includes('● shop')) + 1;
  screen.press(`\x1b[<0;8;${y}M`, `\x1b[<0;8;${y}m`);
  await screen.hides('other is here');
  for (const name of ['db', 'api']) expect(screen.text()).toContain(`│ ${name} is here`);
  say(rig, 'other', 'nobody asked');
  await screen.shows('•other');
  say(rig, 'api', 'a member speaks');
  await screen.shows('│ a member speaks');
  expect(screen.text()).not.toContain('nobody asked');
  await stop(screen);
});

test('what has printed since somebody looked has a mark, which goes when it is looked at', async ({ rig }) => {
  const screen = await open(rig);
  screen.press('1');
  await screen.shows(/db ● ready/);
  say(rig, 'db', 'seen at once');
  await screen.shows('│seen at once');
  say(rig, 'api', 'not seen yet');
  await screen.shows('●•api');
  expect(screen.text()).not.toMatch(/•(?:db|other)/);
  screen.press('a');
  await screen.shows('not seen yet');
  await screen.hides('•api');
  await stop(screen);
});

test('zdev says in red that a run has failed, and what is no failure it does not', async ({ rig }) => {
  rig.write('config/zdev/config.toml', 'theme = "dark"\n');
  rig.write('Procfile', 'web: echo here; while [ ! -e go ]; do sleep 0.05; done; rm go; exit 3\n');
  const screen = openScreen(rig, [110, 24], { env: { XDG_CONFIG_HOME: join(rig.dir, 'config') } });
  await screen.shows('here');
  rig.write('go', '');
  await screen.shows(/── .*exit code 3/);
  screen.press('1', 's');
  await screen.shows(/── .*run 2 ─/);
  // 203 is the red of this theme.
  expect(screen.bytes).toMatch(/\x1b\[1;38;5;203m[^\x1b]*exit code 3/);
  expect(screen.bytes).not.toMatch(/\x1b\[1;38;5;203m[^\x1b]*(?:run 2|started)/);
  await stop(screen);
});

test('the palette has the most useful first: what the footer has, then logs; of one service to restart before to kill', async ({
  rig,
}) => {
  const screen = await open(rig);
  screen.press('1', ':');
  await screen.shows('⏎ do it');
  /** Waits until entries with these words stand below each other. */
  const inOrder = (...words: readonly string[]) =>
    screen.shows(new RegExp(words.map((word) => `│  \\S+ +${word} `).join('[^]*')));
  await inOrder('this help', 'restart', 'stop', 'search', 'logs of db', 'logs of api');
  screen.press('api');
  await screen.shows(': api');
  await screen.hides('this help');
  await inOrder('logs of api', 'restart api', 'stop api', 'start api', 'kill api');
  screen.press('enter');
  await screen.shows(/┬ api ● ready/);
  // What begins with the query stands before what has it further on.
  screen.press(':', 'sto');
  await screen.shows(': sto');
  await screen.hides('logs of');
  await inOrder('stop', 'stop db', 'stop api');
  screen.press('esc');
  await screen.hides('⏎ do it');
  await stop(screen);
});

test('copy: in tmux by its buffer, and where that fails by the terminal; it says which', async ({ rig }) => {
  const works = '#!/bin/sh\nprintf "%s\\n" "$@" >args; cat >text\n';
  rig.write('bin/tmux', works);
  chmodSync(join(rig.dir, 'bin/tmux'), 0o755);
  const screen = await open(rig, {
    TMUX: '/nowhere/tmux,1,0',
    // There, the clipboard of this machine is not the one that is meant.
    SSH_CONNECTION: '192.0.2.1 1 192.0.2.2 22',
    PATH: `${join(rig.dir, 'bin')}${delimiter}${rig.environ['PATH'] ?? ''}`,
  });
  screen.press('1');
  await screen.shows(/db ● ready/);
  screen.press('v', 'c');
  await screen.shows('copied 1 line (into a buffer of tmux)');
  const read = (name: string) => readFileSync(join(rig.dir, name), 'utf8');
  expect([read('args'), read('text')]).toEqual(['load-buffer\n-w\n-\n', 'db is here\n']);
  expect(screen.bytes).not.toContain('\x1b]52;');
  rig.write('bin/tmux', '#!/bin/sh\nexit 1\n');
  screen.press('v', 'c');
  await screen.shows('copied 1 line, if the terminal allows it (OSC 52; also in');
  expect(screen.bytes).toContain(`\x1b]52;c;${Buffer.from('db is here\n').toString('base64')}\x07`);
  await stop(screen);
});

test('nothing is erased before it is written: a terminal without frames would flicker', async ({ rig }) => {
  const screen = await open(rig);
  await until(() => screen.bytes.includes('zoom'), { what: 'the whole frame is there' });
  const before = screen.bytes.length;
  screen.press('1');
  await screen.shows(/db ● ready/);
  const long = (i: number) => `${i} ─ ${'long '.repeat(30)}`;
  for (let round = 0; round < 5; round++) {
    say(rig, 'db', ...Array.from({ length: 10 }, (_, i) => long(10 * round + i)));
    await screen.shows(`│${10 * round + 9} ─ long`);
    // The tree changes beside the log.
    screen.press('j', 'j', 'k', 'k');
    say(rig, 'other', 'something');
    await screen.shows('•other');
    screen.press('4');
    await screen.hides('•other');
    screen.press('1');
    await screen.shows(`│${10 * round + 9} ─ long`);
  }
  const written = screen.bytes.slice(before);
  expect(written).not.toMatch(/\x1b\[[0-3]?J/);
  // A row may end by erasing what is behind it. What follows on the same row was erased before it was written.
  const erased = written.match(/\x1b\[\d+;\d+H[^\n]*?(?=\x1b\[\d+;\d+H|\x1b\[\?)/g) ?? [];
  expect(erased.length).toBeGreaterThan(50);
  expect(erased.filter((row) => /\x1b\[[0-2]?K./.test(row))).toEqual([]);
  const rows = erased.map((row) => /^\x1b\[(\d+);(\d+)H.*?(\x1b\[K)?$/.exec(row));
  const twice = rows.filter((row, i) => rows[i - 1]?.[3] && rows[i - 1]?.[1] === row?.[1]);
  expect(twice).toEqual([]);
  await stop(screen);
});
