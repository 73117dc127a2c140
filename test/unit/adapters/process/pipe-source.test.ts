import { execFileSync } from 'node:child_process';
import { closeSync, constants, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import { fifoSource } from '../../../../src/adapters/process/pipe-source.ts';
import { hasProc } from '../../../../src/system.ts';
import { needs } from '../../../helpers/needs.ts';
import { tempDir } from '../../../helpers/temp.ts';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['hrtime', 'setTimeout', 'clearTimeout'] });
  return () => vi.useRealTimers();
});

const onLinux = needs(hasProc(), 'only Linux has turns');

/** A source of a pipe, and what it has handed on. While `takes` is false, it takes no more. */
function open() {
  const path = join(tempDir(), 'pipe');
  execFileSync('mkfifo', [path]);
  const readFd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  const writeFd = openSync(path, constants.O_RDWR);
  const seen = { text: '', takes: true, ended: false };
  const source = fifoSource(readFd, {
    push(chunk) {
      seen.text += chunk.toString();
      return seen.takes;
    },
    ended() {
      seen.ended = true;
    },
  });
  let isOpen = true;
  const close = () => {
    if (isOpen) closeSync(writeFd);
    isOpen = false;
  };
  onTestFinished(async () => {
    close();
    source.rest();
    await turnsUntil(() => seen.ended);
  });
  return { seen, source, close, write: (text: string) => writeSync(writeFd, text) };
}

/** Goes round in the event loop until something is so, which it becomes at once or never. */
async function turnsUntil(isSo: () => boolean): Promise<void> {
  for (let turn = 0; turn < 1_000_000 && !isSo(); turn++) await new Promise(setImmediate);
  expect(isSo()).toBe(true);
}

/** All that the event loop would have read by now, it has: that of another pipe comes after it. */
async function afterAll(): Promise<void> {
  const other = open();
  for (const word of ['one', 'two', 'three']) {
    other.write(word);
    await turnsUntil(() => other.seen.text.endsWith(word));
  }
}

/** One that is read in turns from now on. */
async function flooded() {
  const opened = open();
  const { seen, write } = opened;
  for (let i = 0; i < 16; i++) {
    vi.advanceTimersByTime(2);
    const { length } = seen.text;
    write('a line of a flood\n');
    await turnsUntil(() => seen.text.length > length);
  }
  seen.text = '';
  return opened;
}

test('lines that come one by one in a flood are handed on together', onLinux, async () => {
  const { seen, write } = await flooded();
  write('one\n');
  write('two\n');
  await afterAll();
  expect(seen.text).toBe('');
  vi.advanceTimersByTime(48);
  expect(seen.text).toBe('one\ntwo\n');
});

test('what is typed during a flood is answered as it comes', onLinux, async () => {
  const { seen, source, write } = await flooded();
  source.typed?.();
  write('echo');
  await turnsUntil(() => seen.text === 'echo');
});

test('who takes no more during a flood gets the rest when he takes it', onLinux, async () => {
  const { seen, source, write } = await flooded();
  seen.takes = false;
  write('one\n');
  vi.advanceTimersByTime(48);
  expect(seen.text).toBe('one\n');
  write('two\n');
  await afterAll();
  vi.advanceTimersByTime(1000);
  expect(seen.text).toBe('one\n');
  seen.takes = true;
  source.resume();
  await turnsUntil(() => seen.text === 'one\ntwo\n');
});

test('what is left of a flood at the end of a run is handed on before the end', onLinux, async () => {
  const { seen, source, write, close } = await flooded();
  write('last words');
  close();
  source.rest();
  expect([seen.text, seen.ended]).toEqual(['last words', true]);
});

test('the end of a flood is seen also while it is read in turns', onLinux, async () => {
  const { seen, write, close } = await flooded();
  write('last words');
  close();
  vi.advanceTimersByTime(48);
  expect(seen.text).toBe('last words');
  vi.advanceTimersByTime(48);
  await turnsUntil(() => seen.ended);
});
