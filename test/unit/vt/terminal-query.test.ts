import { expect, test } from 'vitest';
import { createModeScanner } from '../../../src/vt/mode-scanner.ts';
import type { Query } from '../../../src/vt/terminal-query.ts';

const ASKED: readonly [string, Query][] = [
  ['\x1b[6n', { ask: 'cursor', isPrivate: false }],
  ['\x1b[?6n', { ask: 'cursor', isPrivate: true }],
  ['\x1b[5n', { ask: 'status' }],
  ['\x1b[c', { ask: 'attributes', level: 1 }],
  ['\x1b[0c', { ask: 'attributes', level: 1 }],
  ['\x1b[>c', { ask: 'attributes', level: 2 }],
  ['\x1b[=c', { ask: 'attributes', level: 3 }],
  ['\x1b[>q', { ask: 'version' }],
  ['\x1b[?u', { ask: 'kitty-keyboard' }],
  ['\x1b[?996n', { ask: 'color-scheme' }],
  ['\x1b[?2026$p', { ask: 'mode', number: 2026, isPrivate: true }],
  ['\x1b[4$p', { ask: 'mode', number: 4, isPrivate: false }],
  ['\x1bP$qm\x1b\\', { ask: 'setting', setting: 'm' }],
  ['\x1bP+q544e\x1b\\', { ask: 'capability', names: '544e' }],
  ['\x1b]11;?\x07', { ask: 'color', number: 11 }],
  ['\x1b]10;?\x1b\\', { ask: 'color', number: 10 }],
  ['\x1b]4;3;?\x07', { ask: 'palette', index: 3 }],
  ['\x1b[18t', { ask: 'size', unit: 'cells' }],
  ['\x1b[14t', { ask: 'size', unit: 'pixels' }],
  ['\x1b[21t', { ask: 'title' }],
];

test.each(ASKED)('%j is a query, wherever it is cut', (text, query) => {
  const bytes = Buffer.from(`before${text}after`);
  for (let cut = 0; cut <= bytes.length; cut++) {
    const asked: Query[] = [];
    const ends: number[] = [];
    let written = 0;
    const scanner = createModeScanner({
      asked(one, end) {
        asked.push(one);
        ends.push(written + end);
      },
    });
    for (const chunk of [bytes.subarray(0, cut), bytes.subarray(cut)]) {
      scanner.write(chunk);
      written += chunk.length;
    }
    expect(asked).toEqual([query]);
    // a string is over before its `ESC \`
    expect(ends[0]).toBe(6 + text.replace(/\x1b\\$/, '').length);
  }
});

test.each([
  '\x1b[1c',
  '\x1b[7n',
  '\x1b]11;#fff\x07',
  '\x1b[>4;1m',
  '\x1b[1 q',
  '\x1b[u',
  '\x1b[22;0t',
  '\x1b[31m',
  '\x1bP1$r0m\x1b\\',
])('%j asks nothing', (text) => {
  const asked: Query[] = [];
  createModeScanner({ asked: (query) => asked.push(query) }).write(Buffer.from(text));
  expect(asked).toEqual([]);
});

test('flags of the kitty keyboard are a stack, one for each screen', () => {
  const scanner = createModeScanner();
  const after = (text: string) => {
    scanner.write(Buffer.from(text));
    return scanner.modes.kittyKeyboard;
  };
  expect(after('\x1b[>1u')).toBe(1);
  expect(after('\x1b[>5u')).toBe(5);
  expect(after('\x1b[?1049h')).toBe(0);
  expect(after('\x1b[=3;1u\x1b[=8;2u')).toBe(11);
  expect(after('\x1b[?1049l')).toBe(5);
  expect(after('\x1b[<u')).toBe(1);
  expect(after('\x1b[<9u')).toBe(0);
});

test('cursor shapes, other keys, reports and long titles are known', () => {
  const scanner = createModeScanner();
  scanner.write(Buffer.from(`\x1b[5 q\x1b[>4;2m\x1b[?2031h\x1b[?2048;1007;5h\x1b]2;${'x'.repeat(600)}\x07`));
  expect(scanner.modes).toMatchObject({ cursorShape: 5, modifyOtherKeys: 2, colorReports: true, sizeReports: true });
  expect(scanner.modes).toMatchObject({ alternateScroll: true, reverse: true, title: 'x'.repeat(500) });
});

test('a string without an end holds no memory, and its end is seen', () => {
  const scanner = createModeScanner();
  scanner.write(Buffer.from('\x1bPq'));
  for (let count = 0; count < 100; count++) scanner.write(Buffer.alloc(8192, 'x'));
  expect(scanner.isUnfinished).toBe(true);
  scanner.write(Buffer.from('\x1b\\\x1b[?1h'));
  expect(scanner.modes.cursorKeys).toBe(true);
  expect(scanner.isUnfinished).toBe(false);
});
