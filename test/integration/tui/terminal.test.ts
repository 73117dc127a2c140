import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import {
  ENTER,
  MOTION_OFF,
  MOTION_ON,
  MOUSE_OFF,
  MOUSE_ON,
  RESET,
  WHEEL_KEYS_ON,
} from '../../../src/tui/term/mode-codes.ts';
import { lives } from '../../helpers/processes.ts';
import { tempDir } from '../../helpers/temp.ts';
import { until } from '../../helpers/wait.ts';
import { bundleProgram, type Program, startProgram } from './rig.ts';

let bundle = '';
beforeAll(async () => {
  bundle = await bundleProgram();
});

async function expectGivenBack(program: Program): Promise<void> {
  await until(() => program.settings() === program.settingsBefore, { what: 'the settings from before' });
  await until(() => program.output.includes(RESET), { what: () => `a reset in ${JSON.stringify(program.output)}` });
  const { buffer, modes } = await program.screen();
  expect(buffer.active.type).toBe('normal');
  expect(modes).toMatchObject({
    mouseTrackingMode: 'none',
    bracketedPasteMode: false,
    sendFocusMode: false,
    wraparoundMode: true,
  });
}

test('the terminal is taken over, and reports keys and sizes', async () => {
  const program = await startProgram(bundle);
  expect(program.output).toContain(ENTER + MOUSE_ON);
  expect(program.settings()).not.toBe(program.settingsBefore);
  program.type('a\x03');
  await program.prints('[key a][key \x03]');
  program.resize(100, 30);
  await program.prints('[size 100x30]');
  // There and back, faster than it is noticed: what was cut off has to come again.
  process.kill(program.pid, 'SIGWINCH');
  await program.prints('[size 100x30]');
  program.type('dum');
  await program.prints(MOTION_ON);
  await program.prints(MOTION_OFF);
  await program.prints(MOUSE_OFF);
  program.type('w');
  await program.prints(WHEEL_KEYS_ON);
});

describe.each([[[]], [['kept']]] as const)('the terminal is given back, with %j,', ([...options]) => {
  test.each([
    ['when it is left, once', 'q', 0, ''],
    ['at an exit', 'x', 4, ''],
    ['at an error, which is then printed', 't', 70, 'Error: thrown on purpose'],
    ['at a rejection, which is then printed', 'r', 70, 'Error: rejected on purpose'],
  ])('%s', async (_, key, status, message) => {
    const program = await startProgram(bundle, ...options);
    const restorer = options.length > 0 ? program.restorerPid() : 0;
    expect(restorer > 0 && lives(restorer)).toBe(options.length > 0);
    program.type(key);
    await program.prints(`ended ${status}\r\n`);
    if (restorer > 0) await until(() => !lives(restorer));
    await expectGivenBack(program);
    expect(program.output.split(RESET)).toHaveLength(2);
    const after = program.output.slice(program.output.indexOf(RESET) + RESET.length);
    expect(after).toContain(message);
    if (key === 'q') expect(after).toBe('ended 0\r\n');
  });
});

test('the terminal is given back by the restorer when the program was killed', async () => {
  const program = await startProgram(bundle, 'kept');
  const restorer = program.restorerPid();
  expect(lives(restorer)).toBe(true);
  process.kill(program.pid, 'SIGKILL');
  await program.prints('ended 137');
  await expectGivenBack(program);
  await until(() => !lives(restorer));
});

test('a restorer that is slower than the program gives the terminal back all the same', async () => {
  const tools = tempDir();
  writeFileSync(
    join(tools, 'stty'),
    `#!/bin/sh\nwhile [ ! -e ${tools}/go ]; do sleep 0.05; done\nPATH=${process.env['PATH']} exec stty "$@"\n`,
    {
      mode: 0o755,
    },
  );
  const program = await startProgram(bundle, 'kept', `tools=${tools}`);
  const restorer = program.restorerPid();
  expect(lives(restorer)).toBe(true);
  process.kill(program.pid, 'SIGKILL');
  await program.prints('ended 137');
  writeFileSync(join(tools, 'go'), '');
  await until(() => !lives(restorer));
  await expectGivenBack(program);
});

test('Ctrl-Z gives it to the shell, and fg takes it back', async () => {
  const program = await startProgram(bundle);
  const raw = program.settings();
  program.type('z');
  await program.prints(RESET);
  await program.prints('ended 1'); // and the number of the signal, which is not the same everywhere
  expect(program.settings()).toBe(program.settingsBefore);
  program.type('\n');
  await program.prints(ENTER + MOUSE_ON);
  await program.prints('[repaint]');
  expect(program.settings()).toBe(raw);
  program.type('a');
  await program.prints('[key a]');
  program.type('q');
  await program.prints('ended 0');
});

test('a stop that nobody here asked for is repaired at fg', async () => {
  const program = await startProgram(bundle);
  const raw = program.settings();
  process.kill(program.pid, 'SIGSTOP');
  await program.prints('ended 1');
  program.type('\n');
  await program.prints(ENTER + MOUSE_ON);
  await program.prints('[repaint]');
  expect(program.settings()).toBe(raw);
});

test('an editor has the terminal as it was, and nobody writes there meanwhile', async () => {
  const program = await startProgram(bundle);
  program.type('e');
  await program.prints(RESET);
  await program.prints('edit\r\n');
  program.type('hello\n');
  await program.prints('got hello');
  await program.prints('[repaint]');
  expect(program.output).not.toContain('not to be seen');
  expect(program.output).not.toContain('-icanon');
  program.type('a');
  await program.prints('[key a]');
});

test('a terminal that does not read is no reason to wait', async () => {
  const program = await startProgram(bundle);
  program.reading(false);
  program.type('f');
  program.reading(true);
  await program.prints('[taken false]');
  await program.prints('[drained]');
});

test('what a terminal reports until it has got the word to stop is not for the shell', async () => {
  const program = await startProgram(bundle, 'patient');
  program.type('q');
  await program.prints(RESET);
  expect(program.settings()).not.toBe(program.settingsBefore); // an echo, or a line for the shell, comes of settings alone
  program.type('\x1b[<64;60;10M\x1b[<64;60;10M');
  await program.prints('ended 0\r\n');
  program.type('typed\n');
  await program.prints('typed');
  expect(program.output.slice(program.output.indexOf(RESET) + RESET.length)).not.toContain('60;10M');
});

test('a terminal that does not read, and never will, is left all the same', async () => {
  const program = await startProgram(bundle, 'kept', 'stays');
  const restorer = program.restorerPid();
  program.reading(false);
  program.type('f');
  program.type('l');
  await until(() => !lives(program.pid), { what: 'its end' });
  program.reading(true);
  await until(() => !lives(restorer));
  await expectGivenBack(program);
});

test('a terminal that goes away is reported', async () => {
  const program = await startProgram(bundle, 'kept', 'stays');
  const restorer = program.restorerPid();
  program.hangUp();
  await until(() => !lives(program.pid));
  await until(() => !lives(restorer));
});
