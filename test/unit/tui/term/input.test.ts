import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createInput } from '../../../../src/tui/term/input.ts';
import type { InputEvent } from '../../../../src/tui/term/input-event.ts';
import { MAX_PASTE_BYTES } from '../../../../src/tui/term/paste.ts';
import { show } from './show-events.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function open(escTimeoutMs = 30) {
  const events: InputEvent[] = [];
  const input = createInput({ emit: (event) => events.push(event), escTimeoutMs });
  return {
    events,
    type(...chunks: (string | Buffer)[]) {
      for (const chunk of chunks) input.write(Buffer.from(chunk as string));
      return events;
    },
    flush: input.flush,
    end: input.end,
  };
}

function keys(...chunks: (string | Buffer)[]): string {
  const { type, end, events } = open();
  type(...chunks);
  end();
  return show(events);
}

describe('keys', () => {
  test.each([
    ['aA/é日👍', 'a A / é 日 👍'],
    ['jjj', 'j j j'],
    [' \t\r\n\x7f\b', 'space tab enter enter backspace backspace'],
    ['\x03\x1d\x00\x1a\x1c\x1f', 'ctrl+c ctrl+] ctrl+space ctrl+z ctrl+\\ ctrl+_'],
    ['\x1b', 'esc'],
    ['\x1b\x1b', 'esc esc'],
    ['\x1bx\x1bX\x1bé\x1b\r\x1b\x01\x1b\x7f\x1b ', 'alt+x alt+X alt+é alt+enter ctrl+alt+a alt+backspace alt+space'],
    ['\x1b[A\x1b[B\x1b[C\x1b[D\x1b[H\x1b[F', 'up down right left home end'],
    ['\x1bOA\x1bOB\x1bOH\x1bOF', 'up down home end'],
    ['\x1b[1~\x1b[2~\x1b[3~\x1b[4~\x1b[5~\x1b[6~', 'home insert delete end pageup pagedown'],
    ['\x1b[Z\x1b[1;2Z', 'shift+tab shift+tab'],
    ['\x1bOP\x1bOQ\x1bOR\x1bOS\x1b[15~\x1b[17~', 'f1 f2 f3 f4 f5 f6'],
    ['\x1b[11~\x1b[14~\x1b[21~\x1b[23~\x1b[24~', 'f1 f4 f10 f11 f12'],
    ['\x1b[[A\x1b[[E', 'f1 f5'],
    ['\x1b[1;5A\x1b[1;2B\x1b[1;3C\x1b[1;8D', 'ctrl+up shift+down alt+right ctrl+alt+shift+left'],
    ['\x1b[3;5~\x1b[1;2P\x1b[5;3~', 'ctrl+delete shift+f1 alt+pageup'],
    ['\x1b\x1b[A\x1b\x1bOB', 'alt+up alt+down'],
    ['\x1bOM\x1bOp\x1bOy\x1bOk', 'enter 0 9 +'],
    ['\x1b[', 'alt+['],
    ['\x1bO', 'alt+O'],
    ['\x1b]', 'alt+]'],
    ['\x1bO\r', 'alt+O enter'],
  ])('%j is %s', (bytes, names) => expect(keys(bytes)).toBe(names));

  test.each([
    ['\x1b[97u\x1b[97;2u\x1b[97:65;2u\x1b[233u', 'a A A é'],
    ['\x1b[93;5u\x1b[99;5u\x1b[99;133u', 'ctrl+] ctrl+c ctrl+c'],
    ['\x1b[27u\x1b[13u\x1b[9;2u\x1b[127u\x1b[32u\x1b[13;2u', 'esc enter shift+tab backspace space shift+enter'],
    ['\x1b[97;1:1u\x1b[97;1:2u\x1b[97;1:3u', 'a a'],
    ['\x1b[1;1:3A\x1b[1;5:2A', 'ctrl+up'],
    ['\x1b[57399u\x1b[57414u\x1b[57419;5u', '0 enter ctrl+up'],
    ['\x1b[57358u\x1b[57441;2u', ''],
    ['\x1b[97;9u', ''],
    ['\x1b[97;3u\x1b[97;33u', 'alt+a alt+a'],
    ['\x1b[27;5;93~\x1b[27;5;99~\x1b[27;2;13~', 'ctrl+] ctrl+c shift+enter'],
    ['\x1b[99999999u\x1b[97:99999999;2u\x1b[0u\x1b[55296u', 'A'],
  ])('of a terminal that tells them apart: %j is %s', (bytes, names) => expect(keys(bytes)).toBe(names));

  test('tell what they would type', () => {
    const { type } = open();
    expect(type('a \r\x1bx\x01é\x1b[A')).toEqual([
      { type: 'key', key: 'a', text: 'a' },
      { type: 'key', key: 'space', text: ' ' },
      { type: 'key', key: 'enter', text: '' },
      { type: 'key', key: 'alt+x', text: '' },
      { type: 'key', key: 'ctrl+a', text: '' },
      { type: 'key', key: 'é', text: 'é' },
      { type: 'key', key: 'up', text: '' },
    ]);
  });

  test.each([
    ['where the cursor is', '\x1b[12;40R'],
    ['what the terminal is', '\x1b[?62;22c\x1b[>1;10;0c\x1b[?1;2A\x1bP>|name 1.0\x1b\\'],
    ['which modes it has', '\x1b[?2026;2$y\x1b[?1u'],
    ['its colour of texts', '\x1b]10;rgb:f/f/f\x1b\\'],
    ['its size', '\x1b[8;40;120t'],
    ['a change of focus', '\x1b[I\x1b[O'],
    ['keys that nobody knows', '\x1b[99~\x1b[1;5y\x1bO!'],
    ['the mouse of old', '\x1b[M q\xff'],
  ])('are none when they are %s', (_, bytes) => expect(keys(Buffer.from(bytes, 'latin1'), 'x')).toBe('x'));

  test('are not keys if they report the background, which is passed on', () => {
    const { type, events } = open();
    type('\x1b]11;rgb:0000/ff/ffff\x07');
    expect(events).toEqual([{ type: 'background', color: [0, 1, 1] }]);
  });

  test('are none of bytes that are no UTF-8', () => {
    expect(keys(Buffer.from([0xff, 0xc3, 0x28, 0xa9, 0xe0, 0x80, 0x80]), 'x')).toBe('( x');
  });
});

describe('time', () => {
  test('makes an Esc of what could have been more', () => {
    const { type, events } = open();
    type('\x1b');
    vi.advanceTimersByTime(29);
    expect(events).toEqual([]);
    vi.advanceTimersByTime(1);
    expect(show(events)).toBe('esc');
    type('[A');
    expect(show(events)).toBe('esc [ A');
  });

  test('is longer where the line is slow', () => {
    const { type, events } = open(200);
    type('\x1b');
    vi.advanceTimersByTime(150);
    type('[A');
    expect(show(events)).toBe('up');
  });

  test('is counted from the last byte', () => {
    const { type, events } = open();
    type('\x1b');
    vi.advanceTimersByTime(20);
    type('[');
    vi.advanceTimersByTime(20);
    type('A');
    expect(show(events)).toBe('up');
  });

  test('drops half a sequence', () => {
    const { type, events } = open();
    type('\x1b[1;5');
    vi.advanceTimersByTime(30);
    type('a');
    expect(show(events)).toBe('a');
    expect(vi.getTimerCount()).toBe(0);
  });

  test('is not waited for at the end', () => {
    const { type, end, events } = open();
    type('\x1b');
    end();
    expect(show(events)).toBe('esc');
    expect(vi.getTimerCount()).toBe(0);
  });

  test('brings no sequence that never ends to more than a few KB', () => {
    const { type, events } = open();
    for (let i = 0; i < 100; i++) type(i === 0 ? '\x1b]' : 'x'.repeat(100));
    type('a');
    expect(events.at(-1)).toMatchObject({ key: 'a' });
  });
});

describe('a paste', () => {
  const paste = (text: string) => `\x1b[200~${text}\x1b[201~`;

  test.each([
    ['of keys that would do harm', paste('qxX\x03'), '"qxX"'],
    ['of lines', paste('a\r\nb\rc\nd\te'), '"a\\nb\\nc\\nd\\te"'],
    ['of sequences', paste('\x1b[31mé\x1b[A\x1b[200~'), '"[31mé[A[200~"'],
    ['of nothing', paste(''), '""'],
    ['between keys', `a${paste('b')}c`, 'a "b" c'],
    ['after a paste', paste('a') + paste('b'), '"a" "b"'],
  ])('%s is one event', (_, bytes, shown) => expect(keys(bytes)).toBe(shown));

  test('may be slow', () => {
    const { type, events } = open();
    for (const chunk of ['\x1b[200~q', 'x', '\x1b', '[201~']) {
      type(chunk);
      vi.advanceTimersByTime(1000);
    }
    expect(show(events)).toBe('"qx"');
  });

  test('is cut at a megabyte', () => {
    const { type, events } = open();
    type('\x1b[200~', 'é'.repeat(MAX_PASTE_BYTES / 2 - 1), 'aé', 'b'.repeat(1000), '\x1b[201~c');
    expect(events).toHaveLength(2);
    expect(events[0]).toMatchObject({ text: `${'é'.repeat(MAX_PASTE_BYTES / 2 - 1)}a` });
    expect(events[1]).toMatchObject({ key: 'c' });
  });

  test('whose end is lost is ended by Ctrl-C', () => {
    expect(keys('\x1b[200~abc', '\x03', 'd')).toBe('"abc" ctrl+c d');
    expect(keys('\x1b[200~abc')).toBe('"abc"');
  });
});

describe('the mouse', () => {
  const report = (bytes: string) => open().type(bytes)[0];
  const none = { shift: false, alt: false, ctrl: false };

  test.each([
    ['\x1b[<0;10;5M', { action: 'press', button: 'left', x: 9, y: 4, ...none }],
    ['\x1b[<0;10;5m', { action: 'release', button: 'left', x: 9, y: 4, ...none }],
    ['\x1b[<2;1;1M', { action: 'press', button: 'right', x: 0, y: 0, ...none }],
    ['\x1b[<33;300;200M', { action: 'drag', button: 'middle', x: 299, y: 199, ...none }],
    ['\x1b[<64;1;1M', { action: 'wheel-up', button: 'none', x: 0, y: 0, ...none }],
    ['\x1b[<65;1;1M', { action: 'wheel-down', button: 'none', x: 0, y: 0, ...none }],
    ['\x1b[<28;1;1M', { action: 'press', button: 'left', x: 0, y: 0, shift: true, alt: true, ctrl: true }],
    ['\x1b[<0;0;0M', { action: 'press', button: 'left', x: 0, y: 0, ...none }],
  ])('reports %j', (bytes, event) => expect(report(bytes)).toEqual({ type: 'mouse', ...event }));

  test.each([
    ['moves with no button down', '\x1b[<35;1;1M'],
    ['sideways wheels', '\x1b[<66;1;1M'],
    ['more buttons', '\x1b[<128;1;1M'],
    ['half a report', '\x1b[<0;1M'],
  ])('%s are nothing', (_, bytes) => expect(report(bytes)).toBeUndefined());
});

test('however a stream is divided, its events are the same', () => {
  const piece = fc.constantFrom(
    ...[
      'a',
      'é',
      '日',
      '👍',
      ' ',
      '\r',
      '\x03',
      '\x1b[A',
      '\x1bOP',
      '\x1b[1;5C',
      '\x1b[97;5u',
      '\x1b[27;5;93~',
      '\x1b[<0;10;5M',
    ],
    ...[
      '\x1b[200~q\x1b[A\r\nx\x1b[201~',
      '\x1bx',
      '\x1b\x1b[A',
      '\x1b\x1b',
      '\x1b[',
      '\x1bO',
      '\x1b[[A',
      '\x1b]11;rgb\x07',
      '\x1bP1\x1b\\',
    ],
    ...['\x1b[M abc', '\x1b[?1;2c', '\x1b[3', '\x1b]'],
  );
  const bytes = fc.oneof(
    piece.map((text) => Buffer.from(text)),
    fc.uint8Array({ maxLength: 3 }).map((array) => Buffer.from(array)),
  );
  fc.assert(
    fc.property(fc.array(bytes, { maxLength: 12 }), fc.array(fc.nat(100)), (parts, cuts) => {
      const stream = Buffer.concat(parts);
      // A Ctrl-C that comes alone is the way out of a paste without an end.
      fc.pre(!stream.includes('\x1b[200~') || !stream.includes(3));
      const borders = [0, ...cuts.map((at) => Math.min(at, stream.length)).sort((a, b) => a - b), stream.length];
      const chunks = borders.slice(1).map((border, index) => stream.subarray(borders[index], border));
      expect(keys(...chunks)).toBe(keys(stream));
      expect(keys(...Array.from(stream, (byte) => Buffer.from([byte])))).toBe(keys(stream));
    }),
    { numRuns: 1000 },
  );
});
