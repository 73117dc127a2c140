import { join } from 'node:path';
import { expect } from 'vitest';
import { openScreen } from '../helpers/screen.ts';
import { until } from '../helpers/wait.ts';
import type { Rig } from '../helpers/zdev.ts';
import { test } from '../helpers/zdev-background.ts';

/** A service whose lines are of all kinds, and that says when it has got a signal or a line to print. */
const TALKS = `import { existsSync, readFileSync, rmSync } from 'node:fs';
const long = 'x'.repeat(200);
console.log(JSON.stringify({ time: '2026-03-01T10:00:00Z', level: 'info', msg: 'listening', port: 3000 }));
console.log('level=warn msg="slow query" ms=812');
console.log('Error: no such table');
console.log('word and word and ' + long);
process.on('SIGHUP', () => console.log('got HUP'));
console.log('the end');
setInterval(() => {
  if (!existsSync('say')) return;
  console.log(readFileSync('say', 'utf8'));
  rmSync('say');
}, 20);`;

function project(rig: Rig): void {
  rig.write('talks.mjs', TALKS);
  rig.write(
    'zinit.toml',
    `[services.api]\nexec = "exec ${process.execPath} talks.mjs"
[services.bad]\nexec = "echo FATAL: no disk; exit 1"\noneshot = true\nlifecycle = { restart = "never" }
[services.web]\nexec = "sleep 300"\nrequires = ["bad"]
[services.ask]\nexec = "printf 'Overwrite? (y/N) '; read answer; echo got $answer; exec sleep 300"\n`,
  );
}

test('structured lines, levels, search, filter and problems', async ({ rig }) => {
  project(rig);
  const screen = openScreen(rig, [110, 30]);
  await screen.shows('✗ bad  failed: exit code 1: FATAL: no disk; web waits for it');
  await screen.shows(/\? ask {2}waits for input: "Overwrite\? \(y\/N\)"/);
  screen.press('1');
  // Laid out, counted, and cut with a mark.
  await screen.shows('│10:00:00 INFO  listening port=3000');
  await screen.shows(/● api +✗1 !1/);
  await screen.shows(/│word and word and x+›/);
  screen.press('J');
  await screen.shows('"msg":"listening"');
  screen.press('J', 'L');
  await screen.shows('warnings only');
  await screen.hides('listening');
  screen.press('L', 'L');
  await screen.shows('listening');
  // Every match is marked, the last search comes back, and Ctrl-C closes the prompt.
  screen.press('/', 'word', 'enter');
  await screen.shows('search word 1/1');
  const marked = /\x1b\[[\d;]*7m[^\x1b]*word/g;
  await until(() => (screen.bytes.match(marked)?.length ?? 0) >= 2, { what: 'both matches are marked' });
  screen.press('esc');
  await screen.hides('search word');
  screen.press('/');
  await screen.shows('search:');
  screen.press('up');
  await screen.shows('search: word');
  screen.press('ctrl+c');
  await screen.hides('search:');
  expect(screen.text()).not.toContain('Quit zdev?');
  // Filtered and stopped, an empty pane is filled by what comes.
  screen.press('pageup', 'f', 'later', 'enter');
  await screen.hides('listening');
  rig.write('say', 'it came later');
  await screen.shows('│it came later');
  screen.press('f', 'G');
  // A blocked service says why in its pane; a click on a problem goes there; the key that answers is said.
  screen.press('3');
  await screen.shows('requires bad: failed: exit code 1');
  const y = screen.rows().findIndex((row) => row.includes('? ask')) + 1;
  screen.press(`\x1b[<0;10;${y}M`, `\x1b[<0;10;${y}m`);
  await screen.shows('waits for input, ⏎ answers: "Overwrite? (y/N)"');
  screen.press('\ry\r');
  await screen.shows('got y');
  screen.press('ctrl+]');
  await screen.shows('left ask');
  // Times stand in one column, those of zdev's own rows too.
  screen.press('t', '1', 'r');
  await screen.shows(/│\d\d:\d\d:\d\d\.\d{3} ── run 2 ─/);
  await screen.shows(/│\d\d:\d\d:\d\d\.\d{3} 10:00:00 INFO/);
  // A guest's Ctrl-C just leaves.
  const guest = openScreen(rig, [80, 24]);
  await guest.shows('guest');
  guest.press('ctrl+c');
  expect(await guest.zdev.ended()).toBe(0);
  await screen.shows('● api');
  screen.press('q', 's');
  expect(await screen.zdev.ended()).toBe(0);
});

test('help, palette and problems at 40 by 12, and in ASCII', async ({ rig }) => {
  project(rig);
  const screen = openScreen(rig, [40, 12], { env: { ZDEV_ASCII: '1' } });
  await screen.shows('x bad  failed: exit code 1');
  screen.press('\x1bOP');
  await screen.shows(/HELP {2}esc closes +v\d+/);
  screen.press('pagedown');
  await screen.shows(/HELP {2}esc closes +\^10/);
  screen.press('ctrl+c');
  await screen.hides('HELP');
  screen.press(':', 'signal api HUP');
  await screen.shows(/: signal api HUP\n.*signal api HUP/);
  screen.press('enter', '1');
  await screen.shows('got HUP');
  screen.press(':', 'logs of bad', 'enter');
  await screen.shows('bad x failed: exit code 1');
  expect(screen.text()).toMatch(/^[\x00-\x7f]*$/);
  screen.press('\x1b[21~');
  await screen.shows('Quit zdev?');
  screen.press('s');
  expect(await screen.zdev.ended()).toBe(0);
});

test('the user has keys and colours of their own, and is told of a mistake in them', async ({ rig }) => {
  rig.write('Procfile', 'api: echo run; exec sleep 300\n');
  rig.write('config/zdev/config.toml', 'theme = "light"\n[keys]\nrestart = "ctrl+r"\n');
  const env = { XDG_CONFIG_HOME: join(rig.dir, 'config') };
  const screen = openScreen(rig, [100, 20], { env });
  await screen.shows('│run');
  await screen.shows('ctrl+r restart');
  screen.press('\x12');
  await screen.shows('run 2');
  screen.press('q', 's');
  await screen.zdev.ended();
  rig.write('config/zdev/config.toml', '[keys]\nrestrat = "ctrl+r"\n');
  const wrong = openScreen(rig, [100, 20], { env });
  expect(await wrong.zdev.ended()).toBe(2);
  await wrong.shows('did you mean "restart"?');
});

test('ps knows the processor time of a busy service at its first call', async ({ rig }) => {
  rig.write('Procfile', 'busy: echo up; while :; do :; done\n');
  const did = async (...args: readonly string[]) => {
    const zdev = rig.zdev([...args]);
    expect(await zdev.ended()).toBe(0);
    return zdev.stdout;
  };
  await did('up', '-d', '--wait');
  const table = await did('ps');
  expect(table).toMatch(/^busy .*\d\.\d%/m);
  expect(table).not.toContain(' 0.0%');
  await did('down');
});
