import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { rests } from '../helpers/processes.ts';
import { openScreen, type Screen } from '../helpers/screen.ts';
import { until } from '../helpers/wait.ts';
import { test } from '../helpers/zdev-background.ts';

/**
 * Esc as a whole sequence: of a lone one, it depends on the time whether it and the next key are alt and that key. A dialog
 * would stay open, and take `enter` for something else than what is meant here.
 */
const ESC = '\x1b[27u';

/** What one may press without leaving the screen, or what is on it, for good. */
const KEYS = [
  ...'jk123azbTwtmC[]gG<>nNvc?-'.split(''),
  'space',
  'tab',
  'up',
  'down',
  'pageup',
  'pagedown',
  ESC,
  // No letters: where they are not text, they would attach, or open something.
  '/77\r',
  `/7${ESC}`,
  // Where a filter is on, `f` takes it away: without the second one, `enter` would attach then.
  `${ESC}f${ESC}f9\r`,
  'f',
  `:${ESC}`,
];
const SIZES = [
  [120, 40],
  [80, 24],
  [60, 20],
  [30, 8],
  [100, 12],
  [10, 3],
  [200, 50],
  [79, 11],
] as const;

/** Output that comes in bursts, with colours, wide characters, progress bars and lines of every length, and then ends. */
const BURSTS = `
let burst = 0;
const line = (i) => '\\x1b[3' + (i % 8) + 'mline ' + i + '\\x1b[0m ' + ['', 'wide 日本語 😀', 'bar 10%\\rbar 99%', '\\ttabs\\t!'][i % 4] + 'x'.repeat(i * 7 % 150);
const timer = setInterval(() => {
  if (burst++ === 60) { clearInterval(timer); console.log('all is said'); require('fs').writeFileSync('over-' + process.argv[2], ''); setInterval(() => {}, 1e6); }
  else for (let i = 0; i < burst * 13 % 40; i++) console.log(line(burst * 100 + i));
}, 30);`;

/** Numbers that look random, and are the same for a seed on every machine. */
function randomOf(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

test.concurrent.for([
  1, 2, 3, 4,
])('after whatever was pressed, resized and printed, the screen is what it would be if it were drawn anew (%i)', async (seed, {
  rig,
  project,
}) => {
  rig.write('bursts.cjs', BURSTS);
  rig.write('Procfile', ['a', 'b'].map((name) => `${name}: exec '${process.execPath}' bursts.cjs ${name}\n`).join(''));
  const screen = openScreen(rig, [120, 40]);
  await screen.shows('services');
  const random = randomOf(seed);
  for (let i = 0; i < 120; i++) {
    if (random(10) === 0) resize(screen, SIZES[random(SIZES.length)]);
    else screen.press(KEYS[random(KEYS.length)] as string);
    await new Promise((resolve) => setTimeout(resolve, random(4) === 0 ? 20 : 0));
  }
  await until(() => ['a', 'b'].every((name) => existsSync(join(rig.dir, `over-${name}`))), { timeoutMs: 20_000 });
  const resting = { screen, supervisor: Number(project.supervisor()) };
  await comesToRest(resting);
  for (const size of [null, [120, 40], [80, 24]] as const) {
    if (size) resize(screen, size);
    await comesToRest(resting);
    const shown = restingRows(screen);
    const drawn = screen.repaints();
    screen.press('ctrl+l');
    await until(() => screen.repaints() > drawn, {
      what: () => `a screen that is drawn anew, and not\n${screen.text()}`,
    });
    await comesToRest(resting);
    expect(restingRows(screen)).toEqual(shown);
  }
  expect(screen.bytes).not.toContain('\x1b[3J');
  expect(screen.bytes).not.toContain('\x1b[?1003h');
  // The other screen, and after it the marks of frames, each begun and ended in turn.
  expect(screen.bytes.match(/\x1b\[\?2026[hl]/g)?.join('')).toMatch(/^(?:\x1b\[\?2026h\x1b\[\?2026l)+$/);
  process.kill(screen.zdev.pid, 'SIGTERM');
  expect(await screen.zdev.ended()).toBe(0);
});

/** All but the last row, and without the figures of what is used, which change by themselves. */
function restingRows(screen: Screen): readonly string[] {
  return screen
    .rows()
    .slice(0, -1)
    .map((text) =>
      text
        .replace(/ +cpu \d+% {2}memory [\d.]+ .B/, '')
        .replace(/.{4}% {1,7}[\d.]+ .B *│/, (all) => '│'.padStart(all.length)),
    );
}

function resize(screen: Screen, [columns, rows]: readonly [number, number] = [120, 40]): void {
  screen.resize(columns, rows);
}

/** All is printed, nothing is written any more, and neither the screen nor its supervisor has anything left to do. */
async function comesToRest({ screen, supervisor }: { screen: Screen; supervisor: number }): Promise<void> {
  let before = -1;
  let quiet = 0;
  await until(
    async () => {
      const isQuiet = screen.bytes.length === before && rests(screen.zdev.pid) && rests(supervisor);
      quiet = isQuiet ? quiet + 1 : 0;
      before = screen.bytes.length;
      await new Promise((resolve) => setTimeout(resolve, 20));
      return quiet >= QUIET_LOOKS;
    },
    { timeoutMs: 30_000, what: 'the screen comes to rest' },
  );
}

/** Longer than anything is put off here: what the logs change in the frame comes after a quarter of a second. */
const QUIET_LOOKS = 25;

/** What each frame begins with. */
const FRAME = '\x1b[?2026h';

test('nothing at all is written while nothing changes', async ({ rig, project }) => {
  const names = Array.from({ length: 20 }, (_, i) => `s${i}`);
  rig.write('Procfile', names.map((name) => `${name}: exec sleep 300\n`).join(''));
  const screen = openScreen(rig, [120, 40]);
  await screen.shows('● 20');
  await comesToRest({ screen, supervisor: Number(project.supervisor()) });
  const before = screen.bytes.length;
  // Whatever comes now and then has had its time by the end of this; the answer to a key shows that the screen had it, too.
  await new Promise((resolve) => setTimeout(resolve, 1500));
  screen.press('?');
  await screen.shows('esc closes');
  await comesToRest({ screen, supervisor: Number(project.supervisor()) });
  expect(screen.bytes.slice(before).split(FRAME)).toHaveLength(2);
  screen.zdev.kill('SIGTERM');
  await screen.zdev.ended();
});
