import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect } from 'vitest';
import { openScreen, type Screen } from '../helpers/screen.ts';
import { until } from '../helpers/wait.ts';
import type { Rig } from '../helpers/zdev.ts';
import { test } from '../helpers/zdev-background.ts';

/** A service that says it is there, and then is quiet. */
const QUIET = 'echo "$0 is up"; exec sleep 300';
const SHOP = `
[project]
name = "shop"
[services.db]
exec = ${JSON.stringify(`while [ ! -e go ]; do sleep 0.02; done; ${QUIET.replace('$0', 'db')}`)}
health = { type = "log", target = "is up" }
[services.migrate]
exec = "echo migrated"
oneshot = true
requires = ["db"]
[services.api]
exec = ${JSON.stringify(QUIET.replace('$0', 'api'))}
requires = ["migrate"]
[services.broken]
exec = "printf '\\\\033[31mError:\\\\033[0m no such table\\\\n'; exit 3"
requires = ["db"]
lifecycle = { restart = "never" }
[services.waiting]
exec = "sleep 300"
requires = ["off"]
[services.off]
exec = "sleep 300"
status = "stop"
[targets.all]
requires = ["api"]
`;

/** The screen of that project, when all has come to rest. */
async function shop(rig: Rig, columns: number, rows: number, env: Record<string, string> = {}): Promise<Screen> {
  rig.write('zinit.toml', SHOP);
  const screen = openScreen(rig, [columns, rows], { env });
  await screen.shows(/[◐~] 1/);
  screen.press('1');
  await screen.shows(/db [◐~] starting|[◐~] db 1/);
  rig.write('go', '');
  await screen.shows(/✗ 1|x 1/);
  await screen.shows('ready after');
  // Nothing is about to become ready, and the failed run has been looked into.
  if (columns >= 60) await screen.shows(env['NO_COLOR'] ? /exit code 3/ : '● 2 ');
  if (columns >= 60) await screen.shows(/exit code 3: Error/);
  if (columns >= 110) await screen.shows(/cpu \d+%/);
  // What each has printed has come.
  if (columns >= 40) for (const name of ['migrate', 'api', 'broken']) await screen.shows(new RegExp(`[•*]${name}`));
  return screen;
}

/** What differs from run to run is blotted out. */
function blotted(screen: Screen): string {
  return `${screen
    .rows()
    .join('\n')
    // A longer number leaves less of the line behind it.
    .replace(/pid (\d+)(.*?)─/g, (_, { length }, rest) => `pid N${rest}${'─'.repeat(length)}`)
    .replace(/\d\d:\d\d:\d\d/g, 'HH:MM:SS')
    .replace(/after \d.*$/gm, 'after N')
    // Of what is used, only that it is said.
    .replace(/ +cpu \d+% {2}memory [\d.]+ .B/g, '  cpu N%  memory N MB')
    .replace(/.{3}% {1,7}[\d.]+ .B │/g, `${' '.repeat(13)}│`)}\n`;
}

describe('the screen', () => {
  test.for([
    [120, 40],
    [80, 24],
    [60, 20],
    [30, 8],
  ] as const)('is as it should be at %i by %i', async ([columns, rows], { rig }) => {
    const screen = await shop(rig, columns, rows);
    await expect(blotted(screen)).toMatchFileSnapshot(`screens/${columns}x${rows}.txt`);
    screen.press('q', 's');
    expect(await screen.zdev.ended()).toBe(0);
    await until(() => !screen.isFull());
    await screen.shows(/broken +failed: exit code 3 \(\n?log: \.zdev\/logs\/broken\)/);
  });

  test('shows at first all services, then the one that was chosen the last time, as it was chosen', async ({ rig }) => {
    rig.write('Procfile', 'a: echo this is a; exec sleep 300\nb: echo this is b; exec sleep 300\n');
    const screen = openScreen(rig, [100, 30]);
    await screen.shows('a    │ this is a');
    await screen.shows('b    │ this is b');
    screen.press('2', 't', ')');
    await screen.shows(/│\d\d:\d\d:\d\d\.\d{3} this is b/);
    await screen.hides('this is a');
    await until(() => screen.rows()[1]?.indexOf('┬') === 31); // its tree is four columns wider
    screen.press('q', 's');
    await screen.zdev.ended();
    const next = openScreen(rig, [100, 30]);
    await next.shows(/│\d\d:\d\d:\d\d\.\d{3} this is b/);
    expect([next.text().includes('this is a'), next.rows()[1]?.indexOf('┬')]).toEqual([false, 31]);
    next.press('q', 's');
    await next.zdev.ended();
  });

  test('has no colours under NO_COLOR, and only ASCII where the locale knows no more', async ({ rig }) => {
    const screen = await shop(rig, 80, 24, { NO_COLOR: '1', LANG: 'C', LC_ALL: 'C' });
    expect(screen.text()).toMatch(/^[\x00-\x7f]*$/);
    expect(screen.bytes).not.toMatch(/\x1b\[(?:\d+;)*(?:3[0-7]|9[0-7]|4[0-7])m/);
    screen.press('q', 's');
    await screen.zdev.ended();
  });

  test('says why: d shows the chain, and the last words of what is to blame', async ({ rig }) => {
    const screen = await shop(rig, 120, 40);
    screen.press(':', 'broken', 'enter', 'd');
    await screen.shows('DETAILS');
    await screen.shows('LAST OUTPUT');
    await screen.shows(/│ +Error: no such table/);
    screen.press('esc');
    await screen.hides('DETAILS');
    screen.press(':', 'waiting', 'enter', 'd');
    await screen.shows('requires off: not started (status = "stop")');
    screen.press('q', 's');
    await screen.zdev.ended();
  });

  test('is searched, filtered and copied from', async ({ rig }) => {
    rig.write('Procfile', `a: for i in $(seq 1 300); do echo "line $i"; done; exec sleep 300\n`);
    const screen = openScreen(rig, [100, 30]);
    await screen.shows('line 300');
    screen.press('/', 'line 12', 'enter');
    await screen.shows('11/11');
    await screen.shows('PAUSED');
    screen.press('n');
    await screen.shows(' 1/11');
    screen.press('esc');
    await screen.hides('1/11');
    screen.press('f', '77', 'enter');
    await screen.shows('filter 77');
    await screen.hides('line 76');
    expect(screen.text()).toContain('line 277');
    screen.press('v', 'up', 'c');
    await screen.shows('copied 2 lines');
    expect(readFileSync(join(rig.dir, '.zdev/clipboard.log'), 'utf8')).toBe('line 177\nline 277\n');
    screen.press('q', 's');
    await screen.zdev.ended();
  });

  test('attaches to a shell, whose screen is there at once, and leaves it running', async ({ rig }) => {
    rig.write('Procfile', `shell: PS1='ready> ' exec sh -i\n`);
    const screen = openScreen(rig, [100, 30]);
    await screen.shows('ready>');
    screen.press('enter');
    await screen.shows('ATTACHED');
    await screen.shows('ready>');
    screen.press('q', 'r', 'x', 'backspace', 'backspace', 'backspace', 'echo $((6*7)); stty size', 'enter');
    await screen.shows('42');
    await screen.shows('27 72');
    screen.resize(120, 40);
    await until(() => (screen.rows()[1]?.length ?? 0) > 110);
    screen.press('stty size', 'enter');
    await screen.shows('37 74');
    screen.press('ctrl+]');
    await screen.shows('left shell; it keeps running');
    expect(screen.text()).toContain('FOLLOW');
    // In one piece with the key that attaches: all of it is for the shell already.
    screen.press('\rxx\x7f\x7fecho ahead $((6*6))\r');
    await screen.shows('ahead 36');
    await screen.shows('ATTACHED');
    screen.press('ctrl+]');
    await screen.shows('FOLLOW');
    screen.press('q', 's');
    await screen.zdev.ended();
  });

  test('restarts, stops and kills', async ({ rig }) => {
    const screen = await shop(rig, 120, 40);
    screen.press(':', 'api', 'enter', 'r');
    await screen.shows(/api is up[\s\S]*run 2[\s\S]*api is up/);
    screen.press('x');
    await screen.shows('■ api');
    await screen.shows('stopped');
    screen.press('s');
    await screen.shows('run 3');
    screen.press('X');
    await screen.shows('Kill api?');
    screen.press('y');
    await screen.shows('killed by SIGKILL');
    screen.press('s');
    await screen.shows('run 4');
    await screen.shows('● api');
    screen.press(':', 'db', 'enter', 'x');
    await screen.shows('Stop db?');
    screen.press('esc');
    await screen.hides('Stop db?');
    screen.press('R');
    await screen.shows('run 2');
    screen.press('q', 's');
    await screen.zdev.ended();
  });

  test('the mouse: a click selects, the wheel scrolls, a drag over lines copies them', async ({ rig }) => {
    rig.write('Procfile', 'a: seq 1 100; exec sleep 300\nb: echo this is b; exec sleep 300\n');
    const screen = openScreen(rig, [100, 30]);
    await screen.shows('│ 100');
    // Button, column and row, from 1; M is down, m is up.
    screen.press('\x1b[<0;5;5M', '\x1b[<0;5;5m');
    await screen.hides(' 100');
    await screen.shows('this is b');
    screen.press('\x1b[<0;5;4M', '\x1b[<0;5;4m');
    await screen.shows('│100');
    screen.press('\x1b[<64;50;10M');
    await screen.shows('PAUSED');
    await screen.hides('│100');
    screen.press('\x1b[<0;50;3M', '\x1b[<32;50;4M', '\x1b[<32;50;5M', '\x1b[<0;50;5m');
    await screen.shows('copied 3 lines');
    expect(readFileSync(join(rig.dir, '.zdev/clipboard.log'), 'utf8')).toBe('71\n72\n73\n');
    screen.press('\x1b[<0;29;3M', '\x1b[<0;29;3m', '\x1b[<0;29;3M', '\x1b[<0;29;3m');
    await screen.shows('copied "71"');
    screen.press('M');
    await screen.shows('mouse released');
    expect(screen.modes().mouse).toBe('none');
    screen.press('q', 's');
    await screen.zdev.ended();
  });

  test('is left with q d, and comes back, in another terminal too, at its own size', async ({ rig }) => {
    const screen = await shop(rig, 120, 40);
    screen.press('q', 'd');
    expect(await screen.zdev.ended()).toBe(0);
    await screen.shows('continues in the background');
    const guest = openScreen(rig, [80, 24]);
    await guest.shows('guest');
    await guest.shows('db is up');
    const other = openScreen(rig, [60, 20]);
    await other.shows('db is up');
    guest.press('q', 'd');
    expect(await guest.zdev.ended()).toBe(0);
    other.press('q', 's');
    expect(await other.zdev.ended()).toBe(0);
    await other.shows('stopped zdev in');
    expect(rig.services()).toEqual([]);
  });

  test('shows who is still alive while all is stopped; Ctrl-C then kills', async ({ rig }) => {
    rig.write('Procfile', `deaf: trap '' TERM; echo deaf; while true; do sleep 1; done\n`);
    const screen = openScreen(rig, [100, 30]);
    await screen.shows('deaf');
    screen.press('ctrl+c');
    await screen.shows('Quit zdev?');
    screen.press('ctrl+c');
    await screen.shows(/waiting for deaf \(SIGTERM sent .* ago, SIGKILL in/);
    screen.press('ctrl+c');
    expect(await screen.zdev.ended()).toBe(0);
  });

  test('ends with the status that --exit-on gives', async ({ rig }) => {
    rig.write('Procfile', 'a: exit 7\nb: sleep 300\n');
    const screen = openScreen(rig, [80, 24], { args: ['up', '--exit-on', 'any'] });
    expect(await screen.zdev.ended()).toBe(7);
    await screen.shows('exit code 7');
  });

  test('does not come up over a config with errors', async ({ rig }) => {
    rig.write('zinit.toml', '[services.a]\nexe = "true"\n');
    const screen = openScreen(rig, [80, 24]);
    expect(await screen.zdev.ended()).toBe(2);
    await screen.shows('did you mean "exec"?');
    expect(screen.isFull()).toBe(false);
  });
});

test('a failure is notified while the terminal has no focus, where the user wants it; else the terminal is not asked', async ({
  rig,
}) => {
  rig.write('config/zdev/config.toml', 'notify = true\n');
  rig.write(
    'zinit.toml',
    `[services.api]
exec = "echo up; while [ ! -e stop ]; do sleep 0.02; done; rm stop; exit 3"
lifecycle = { restart = "never" }
`,
  );
  const env = { TERM_PROGRAM: 'WezTerm', XDG_CONFIG_HOME: join(rig.dir, 'config') };
  const screen = openScreen(rig, [100, 30], { env });
  await screen.shows(/● 1/);
  expect(screen.bytes).toContain('\x1b[?1004h');
  screen.press('\x1b[O');
  rig.write('stop', '');
  await until(() => screen.bytes.includes('\x1b]9;zdev: '), { timeoutMs: 20_000, what: 'a notification' });
  expect(screen.bytes).toMatch(/\x1b\]9;zdev: [^\x1b]*api: [^\x1b]*exit code 3[^\x1b]*\x1b\\/);
  screen.press('q', 's');
  await screen.zdev.ended();
  expect(screen.bytes.lastIndexOf('\x1b[?1004l')).toBeGreaterThan(screen.bytes.lastIndexOf('\x1b[?1004h'));

  const other = openScreen(rig, [100, 30]);
  await other.shows(/● 1/);
  other.press('q', 's');
  await other.zdev.ended();
  expect(other.bytes).not.toContain('\x1b[?1004h');
});
