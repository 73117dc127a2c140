import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createDetachKey } from '../../../../src/tui/term/detach-key.ts';
import { createFakeTimer } from '../fake-timer.ts';

function attach() {
  const time = createFakeTimer();
  let sent = '';
  let rest: string | null = null;
  const leave = createDetachKey({
    typed: (bytes) => {
      sent += bytes.toString('latin1');
    },
    left: (bytes) => {
      rest = bytes.toString('latin1');
    },
    timer: time.timer,
  });
  return {
    type: (...chunks: string[]) => chunks.forEach((chunk) => void leave.write(Buffer.from(chunk, 'latin1'))),
    wait: time.pass,
    get sent() {
      return sent;
    },
    get rest() {
      return rest;
    },
  };
}

const KEYS = [
  ['a control character', '\x1d'],
  ["kitty's sequence", '\x1b[93;5u'],
  ["kitty's sequence, with num lock", '\x1b[93;133u'],
  ["kitty's sequence, with the kind of event", '\x1b[93::93;5:1u'],
  ["xterm's sequence", '\x1b[27;5;93~'],
] as const;

describe.each(KEYS)('the leave key as %s', (_, key) => {
  test('leaves when nothing follows', () => {
    const attached = attach();
    attached.type(`ls\r${key}`);
    expect(attached.sent).toBe('ls\r');
    attached.wait(499);
    expect(attached.rest).toBeNull();
    attached.wait(1);
    expect(attached.rest).toBe('');
  });

  test('leaves at once with another key, which is not for the program', () => {
    const attached = attach();
    attached.type(`a${key}jk${key}`, 'more');
    expect(attached).toMatchObject({ sent: 'a', rest: `jk${key}` });
  });

  test('twice sends one, and stays', () => {
    const attached = attach();
    attached.type(key, key, 'a');
    attached.wait(1000);
    expect(attached).toMatchObject({ sent: '\x1da', rest: null });
    attached.type(`${key}${key}${key}`);
    attached.wait(500);
    expect(attached).toMatchObject({ sent: '\x1da\x1d', rest: '' });
  });

  test('may come in pieces', () => {
    const attached = attach();
    attached.type(...`ab${key}`);
    attached.wait(500);
    expect(attached).toMatchObject({ sent: 'ab', rest: '' });
  });
});

test('Esc is kept back for a moment only', () => {
  const attached = attach();
  attached.type('\x1b');
  expect(attached.sent).toBe('');
  attached.wait(30);
  expect(attached.sent).toBe('\x1b');
  attached.type('[A', '\x1b[1;', '5A\x1b[<0;1', ';1M');
  expect(attached.sent).toBe('\x1b[A\x1b[1;5A\x1b[<0;1;1M');
});

test('Esc after the leave key is the key that leaves', () => {
  const attached = attach();
  attached.type('\x1d\x1b');
  attached.wait(30);
  expect(attached).toMatchObject({ sent: '', rest: '\x1b' });
});

test('the mouse and the end of a key decide nothing', () => {
  const attached = attach();
  attached.type('\x1b[93;5u\x1b[93;5:3u\x1b[<64;1;1M');
  expect(attached).toMatchObject({ sent: '\x1b[<64;1;1M', rest: null });
  attached.type('\x1b[93;5u');
  expect(attached).toMatchObject({ sent: '\x1b[<64;1;1M\x1d', rest: null });
});

test('everything else reaches the program, however it is divided', () => {
  const bytes = fc.uint8Array().map((array) => Buffer.from(array.filter((byte) => byte !== 0x1d)).toString('latin1'));
  const text = fc.array(
    fc.oneof(bytes, fc.constantFrom('\x1b', '\x1b[', '\x1b[93;', '5', '\x1b[27;5;', '\x1b[<0;1;1M')),
  );
  fc.assert(
    fc.property(text, (chunks) => {
      fc.pre(!/\x1b\[[\d:;]*93/.test(chunks.join('')));
      const attached = attach();
      attached.type(...chunks);
      attached.wait(30);
      expect(attached).toMatchObject({ sent: chunks.join(''), rest: null });
    }),
  );
});

describe('with the clock of the system', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  test('it leaves all the same', () => {
    let left = false;
    const leave = createDetachKey({
      typed() {},
      left: () => {
        left = true;
      },
    });
    leave.write(Buffer.from('\x1d'));
    vi.advanceTimersByTime(500);
    expect(left).toBe(true);
    expect(vi.getTimerCount()).toBe(0);
  });
});
