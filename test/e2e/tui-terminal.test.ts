import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect } from 'vitest';
import { lives } from '../helpers/processes.ts';
import { openScreen, type Screen } from '../helpers/screen.ts';
import { until } from '../helpers/wait.ts';
import type { Rig } from '../helpers/zdev.ts';
import { test } from '../helpers/zdev-background.ts';

/** Throws in the screen's own process when it gets SIGUSR2. */
const THROWS = `process.on('SIGUSR2', () => setImmediate(() => { throw new Error('injected'); }));`;

/** A shell that notes the settings of its terminal before and after `zdev up`, and the pid of that. */
async function between(rig: Rig, env: Record<string, string> = {}): Promise<Screen> {
  rig.write('Procfile', 'a: echo ready; exec sleep 300\n');
  const shell =
    'stty -a >before; sh -c \'echo $$ >pid; exec $ZDEV up\'; echo "status $?"; stty -a >after; echo done; exec sleep 300';
  const screen = openScreen(rig, [100, 30], { shell, env });
  await screen.shows('│ready');
  expect(screen.isFull()).toBe(true);
  return screen;
}

const read = (rig: Rig, name: string) => readFileSync(join(rig.dir, name), 'utf8');
const pidOf = (rig: Rig) => Number(read(rig, 'pid'));

/** The terminal is as it was, and all is gone. */
async function isGivenBack(rig: Rig, screen: Screen): Promise<void> {
  await screen.shows('done');
  expect(read(rig, 'after')).toBe(read(rig, 'before'));
  expect(screen.isFull()).toBe(false);
  expect(screen.modes()).toEqual({ mouse: 'none', paste: false, cursor: true });
  await until(() => rig.services().length === 0);
  screen.zdev.kill('SIGKILL');
}

describe('the terminal is given back', () => {
  test('after q s', async ({ rig }) => {
    const screen = await between(rig);
    screen.press('q', 's');
    await screen.shows('status 0');
    await isGivenBack(rig, screen);
  });

  test('after SIGTERM, which stops everything in order', async ({ rig }) => {
    const screen = await between(rig);
    process.kill(pidOf(rig), 'SIGTERM');
    await screen.shows('status 0');
    await isGivenBack(rig, screen);
  });

  test('after an exception, which is printed on a screen that can be read', async ({ rig }) => {
    writeFileSync(join(rig.dir, 'throws.cjs'), THROWS);
    const screen = await between(rig, { NODE_OPTIONS: `--require ${join(rig.dir, 'throws.cjs')}` });
    process.kill(pidOf(rig), 'SIGUSR2');
    await screen.shows('Error: injected');
    await screen.shows('status 70');
    await isGivenBack(rig, screen);
  });

  test('after kill -9', async ({ rig }) => {
    const screen = await between(rig);
    process.kill(pidOf(rig), 'SIGKILL');
    await until(() => existsSync(join(rig.dir, 'after')));
    // By who outlives zdev, and so perhaps after the shell has gone on.
    await until(() => !screen.isFull());
    await until(() => screen.modes().mouse === 'none');
    await until(() => rig.services().length === 0);
    screen.zdev.kill('SIGKILL');
  });

  test('when zdev is suspended, and taken over again when it goes on', async ({ rig }) => {
    rig.write('Procfile', 'a: echo ready; exec sleep 300\n');
    const screen = openScreen(rig, [100, 30], { shell: "PS1='prompt> ' exec bash --norc -i" });
    await screen.shows('prompt>');
    screen.press('$ZDEV up\r');
    await screen.shows('│ready');
    screen.press('ctrl+z');
    await screen.shows(/Stopped|suspended/);
    expect(screen.isFull()).toBe(false);
    expect(rig.services()).not.toEqual([]);
    screen.press('fg\r');
    await screen.shows('│ready');
    screen.press('q', 's');
    await until(() => !screen.isFull());
    await screen.shows(/a +stopped/);
    screen.press('exit\r');
    await screen.zdev.ended();
  });
});

test('a terminal that is closed takes everything along, in order', async ({ rig }) => {
  rig.write('Procfile', 'a: echo ready; exec sleep 300\n');
  // ignored, so that the shell is there to see the status
  const screen = openScreen(rig, [100, 30], { shell: `trap '' HUP; $ZDEV up; echo "status $?" >status` });
  await screen.shows('│ready');
  screen.zdev.hangUp();
  await until(() => existsSync(join(rig.dir, 'status')) && !lives(screen.zdev.pid));
  expect(read(rig, 'status')).toBe('status 0\n');
  await until(() => rig.services().length === 0);
});

test('a terminal that reads nothing holds up neither the supervisor nor its services', async ({ rig }) => {
  const flood = 'i=0; while [ $i -lt 40000 ]; do i=$((i+1)); echo "line $i"; done; echo over >over; exec sleep 300';
  rig.write('Procfile', `a: ${flood}\n`);
  const screen = openScreen(rig, [100, 30]);
  await screen.shows('│line');
  screen.zdev.reading(false);
  await until(() => existsSync(join(rig.dir, 'over')), { timeoutMs: 20_000, what: 'the flood is over' });
  screen.zdev.reading(true);
  await screen.shows('line 40000');
  screen.press('q', 's');
  expect(await screen.zdev.ended()).toBe(0);
});
