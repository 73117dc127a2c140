import { EventEmitter } from 'node:events';
import type { ReadStream } from 'node:tty';
import { beforeEach, expect, test, vi } from 'vitest';
import { ptySource } from '../../../../src/adapters/process/pty-source.ts';
import { hasProc } from '../../../../src/system.ts';
import { needs } from '../../../helpers/needs.ts';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['hrtime', 'setTimeout', 'clearTimeout'] });
  return () => vi.useRealTimers();
});

test('what is typed during a flood is answered as it comes', needs(hasProc(), 'only Linux has turns'), () => {
  const calls: string[] = [];
  const _handle = { readStop: () => calls.push('stop'), readStart: () => calls.push('start') };
  const stream = Object.assign(new EventEmitter(), {
    _handle,
    destroy() {},
    pause() {},
    resume() {},
    read: () => null,
  });
  const source = ptySource(stream as unknown as ReadStream, -1, { push: () => true, ended() {} });
  for (let i = 0; i < 16; i++) {
    vi.advanceTimersByTime(2);
    stream.emit('data', Buffer.from('a piece of a flood\n'));
  }
  expect(calls).toEqual(['stop']); // from now on it is read in turns
  source.typed?.();
  expect(calls).toEqual(['stop', 'start']);
  expect(vi.getTimerCount()).toBe(0);
});
