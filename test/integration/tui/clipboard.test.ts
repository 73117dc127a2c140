import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { type CopyOptions, copy } from '../../../src/tui/term/clipboard.ts';
import type { Tool } from '../../../src/tui/term/clipboard-tools.ts';
import { killAll, lives } from '../../helpers/processes.ts';
import { tempDir } from '../../helpers/temp.ts';
import { until } from '../../helpers/wait.ts';
import { createFakeTimer } from '../../unit/tui/fake-timer.ts';

let dir: string;
let written: string[];
let options: CopyOptions;

beforeEach(() => {
  dir = tempDir();
  written = [];
  options = {
    env: {},
    platform: 'linux',
    file: join(dir, 'cache/clipboard.txt'),
    write: (text) => written.push(text),
    tools: [],
  };
});

const shell = (script: string): Tool => ({ command: 'sh', args: ['-c', script] });

test('a tool gets the text, and so does the file, for its owner only', async () => {
  const tools = [shell(`cat > '${dir}/copied'`)];
  expect(await copy('a\né\nc', { ...options, tools })).toEqual({
    ok: true,
    message: 'copied 3 lines (sh)',
    problems: [],
  });
  expect(readFileSync(join(dir, 'copied'), 'utf8')).toBe('a\né\nc');
  expect(readFileSync(options.file, 'utf8')).toBe('a\né\nc');
  expect(statSync(options.file).mode & 0o777).toBe(0o600);
  expect(written).toEqual([]);
});

test('the next tool is tried when one is not there or fails', async () => {
  const tools = [{ command: 'no-such-tool', args: [] }, shell('exit 3'), shell('kill -9 $$'), shell('cat > /dev/null')];
  expect(await copy('a\n', { ...options, tools })).toEqual({
    ok: true,
    message: 'copied 1 line (sh)',
    problems: ['no-such-tool is not there', 'sh ended with 3', 'sh ended with SIGKILL'],
  });
});

test('a tool that hangs is ended', async () => {
  const tools = [shell(`echo $$ > '${dir}/pid'; exec sleep 1000`)];
  const time = createFakeTimer();
  const copying = copy('a', { ...options, tools, timer: time.timer });
  await until(() => existsSync(join(dir, 'pid')) && readFileSync(join(dir, 'pid'), 'utf8') !== '');
  const pid = Number(readFileSync(join(dir, 'pid'), 'utf8'));
  time.pass(2000);
  expect(await copying).toMatchObject({ ok: true, problems: ['sh did not end within 2 seconds'] });
  await until(() => !lives(pid));
  expect(written).toHaveLength(1);
});

test('a tool that stays in the background to hand the text out is not waited for', async () => {
  const tools = [shell(`cat > /dev/null; sleep 1000 & echo $! > '${dir}/pid'`)];
  expect(await copy('a', { ...options, tools })).toMatchObject({ message: 'copied "a" (sh)' });
  const pid = Number(readFileSync(join(dir, 'pid'), 'utf8'));
  onTestFinished(() => killAll([pid]));
  expect(lives(pid)).toBe(true);
});

test('a tool that does not read is no harm', async () => {
  expect(await copy('x'.repeat(1_000_000), { ...options, tools: [shell('exit 0')] })).toMatchObject({ ok: true });
});

test('without a tool, the terminal is asked', async () => {
  expect(await copy('a\nb\n', options)).toEqual({
    ok: true,
    message: `copied 2 lines, if the terminal allows it (OSC 52; also in ${options.file})`,
    problems: [],
  });
  expect(written).toEqual(['\x1b]52;c;YQpiCg==\x07']);
});

test('what is too long for the terminal is in the file', async () => {
  const longest = 'x'.repeat(56_244); // 74,992 bytes of base64
  expect(await copy(longest, options)).toMatchObject({ ok: true });
  written.length = 0;
  const copied = await copy(`${longest}x`, options);
  expect(copied).toMatchObject({
    ok: false,
    message: `too long to copy through the terminal: "${'x'.repeat(29)}…"; in ${options.file}`,
  });
  expect(written).toEqual([]);
  expect(readFileSync(options.file, 'utf8')).toBe(`${longest}x`);
});

test('a file that cannot be written keeps nobody from copying', async () => {
  writeFileSync(join(dir, 'cache'), '');
  const copied = await copy('a', options);
  expect(copied).toMatchObject({ ok: true, message: 'copied "a", if the terminal allows it (OSC 52)' });
  expect(copied.problems).toEqual([expect.stringContaining(options.file)]);
  expect(await copy('x'.repeat(80_000), options)).toMatchObject({
    ok: false,
    message: expect.stringContaining('not saved'),
  });
});
