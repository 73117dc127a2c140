import { Terminal } from '@xterm/headless';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { createModeScanner } from '../../../src/vt/mode-scanner.ts';
import { RESET_MODES, type TerminalModes } from '../../../src/vt/modes.ts';
import { handOver, setModes } from '../../../src/vt/set-modes.ts';

/** What an emulator and the scanner can both tell. */
type Common = Omit<
  TerminalModes,
  | 'mouseEncoding'
  | 'alternateScroll'
  | 'cursorShape'
  | 'kittyKeyboard'
  | 'modifyOtherKeys'
  | 'reverse'
  | 'colorReports'
  | 'sizeReports'
> & { readonly mouseEncoding: string };

const ROWS = 24;
const MOUSE = { none: 'off', x10: 'x10', vt200: 'buttons', drag: 'drag', any: 'motion' } as const;

/** The emulator's own fields: its public interface does not tell of these. */
interface Inside {
  readonly coreService: { readonly isCursorHidden: boolean };
  readonly coreMouseService: { readonly activeEncoding: string };
  readonly buffer: { readonly scrollTop: number; readonly scrollBottom: number };
  writeSync(data: Uint8Array): void;
}

function emulate(chunks: readonly Uint8Array[]): Common {
  const terminal = new Terminal({
    cols: 80,
    rows: ROWS,
    allowProposedApi: true,
    logLevel: 'off',
    windowOptions: { pushTitle: true, popTitle: true },
  });
  const inside = (terminal as unknown as { readonly _core: Inside })._core;
  let title = '';
  terminal.onTitleChange((text) => {
    title = text;
  });
  for (const chunk of chunks) inside.writeSync(chunk);
  const { modes, buffer } = terminal;
  const { scrollTop, scrollBottom } = inside.buffer;
  const common: Common = {
    cursorKeys: modes.applicationCursorKeysMode,
    keypad: modes.applicationKeypadMode,
    bracketedPaste: modes.bracketedPasteMode,
    mouse: MOUSE[modes.mouseTrackingMode],
    mouseEncoding: inside.coreMouseService.activeEncoding,
    focus: modes.sendFocusMode,
    cursorVisible: !inside.coreService.isCursorHidden,
    alternateScreen: buffer.active.type === 'alternate',
    wrap: modes.wraparoundMode,
    origin: modes.originMode,
    insert: modes.insertMode,
    scrollRegion: { top: scrollTop + 1, bottom: scrollBottom + 1 },
    title,
  };
  terminal.dispose();
  return common;
}

const ENCODINGS: Readonly<Record<TerminalModes['mouseEncoding'], string>> = {
  default: 'DEFAULT',
  // the emulator does not know these two
  utf8: 'DEFAULT',
  urxvt: 'DEFAULT',
  sgr: 'SGR',
  'sgr-pixels': 'SGR_PIXELS',
};

function common(modes: TerminalModes): Common {
  const {
    cursorKeys,
    keypad,
    bracketedPaste,
    mouse,
    focus,
    cursorVisible,
    alternateScreen,
    wrap,
    origin,
    insert,
    title,
  } = modes;
  const { top = 1, bottom = null } = modes.scrollRegion ?? {};
  return {
    ...{
      cursorKeys,
      keypad,
      bracketedPaste,
      mouse,
      focus,
      cursorVisible,
      alternateScreen,
      wrap,
      origin,
      insert,
      title,
    },
    mouseEncoding: ENCODINGS[modes.mouseEncoding],
    scrollRegion: { top, bottom: Math.min(bottom ?? ROWS, ROWS) },
  };
}

function scan(chunks: readonly Uint8Array[]): TerminalModes {
  const scanner = createModeScanner();
  for (const chunk of chunks) scanner.write(chunk);
  return scanner.modes;
}

const number = fc.constantFrom(
  '1',
  '4',
  '6',
  '7',
  '9',
  '25',
  '47',
  '66',
  '1000',
  '1002',
  '1003',
  '1004',
  '1006',
  '1016',
  '1047',
  '1049',
  '2004',
  '20',
  '',
  '12;25',
  '1;2004',
);
const setting = fc
  .tuple(fc.constantFrom('?', '?', '?', '', '>', '='), number, fc.constantFrom('h', 'l'))
  .map(([p, n, f]) => `\x1b[${p}${n}${f}`);
const region = fc
  .tuple(fc.integer({ min: 1, max: 10 }), fc.integer({ min: 12, max: 30 }))
  .map(([t, b]) => `\x1b[${t};${b}r`);
const word = fc.constantFrom(
  'text',
  'ö漢🎉',
  '\r\n',
  '\t',
  '\x1b[31m',
  '\x1b[0m',
  '\x1b[2J',
  '\x1b[3;4H',
  '\x1b[K',
  '\x1b7',
  '\x1b8',
  'x'.repeat(60),
);
const odd = fc.constantFrom(
  // after a full reset the emulator leaves the cursor hidden, which terminals do not
  '\x1b=',
  '\x1b>',
  '\x1bc\x1b[?25h',
  '\x1b[!p',
  '\x1b[r',
  '\x1b[5;r',
  '\x1b(0',
  '\x1b(B',
  '\x1b#8',
  '\x1b[',
  '\x1b',
  '\x1b]0;a title\x07',
  '\x1b]2;another\x1b\\',
  '\x1b]0;cut off\x18',
  '\x1b]0;ö漢',
  '\x1b]8;;http://a.b\x07',
  '\x1bP1$r0m\x1b\\',
  '\x1bPq#0;2;0;0;0\x1b\\',
  '\x1b_apc\x1b\\',
  '\x1b[?1\x18h',
  '\x1b[?1\nh',
  '\x1b[?25\x7fl',
  '\x1b[?1$p',
  '\x1b[?\x1b[?1h',
  '\x1b[1;2:3m',
  '\x1b[22;0t',
  '\x1b[23;0t',
  '\x07',
  '\x1b^x\x1b\\',
  '\x1b\x1b[?1h',
  '\x1b[?1;h',
  '\x1b[38;2;1;2;3m',
  '\x1b[1?h',
  '\x1b]0;bell in\x07side\x07',
);
const output = fc
  .array(
    fc.oneof({ weight: 4, arbitrary: setting }, { weight: 2, arbitrary: word }, { weight: 2, arbitrary: odd }, region),
    { maxLength: 30 },
  )
  .map((parts) => Buffer.from(parts.join('')));

test('the modes are those of an emulator, wherever the output is cut', () => {
  void fc.assert(
    fc.property(output, fc.array(fc.nat(200), { maxLength: 6 }), (bytes, cuts) => {
      const ends = [...new Set(cuts.filter((cut) => cut < bytes.length))].sort((a, b) => a - b);
      const chunks = [0, ...ends].map((from, index) => bytes.subarray(from, ends[index] ?? bytes.length));
      expect(common(scan(chunks))).toEqual(emulate([bytes]));
    }),
    {
      numRuns: 150,
      examples: [
        [Buffer.from('\x1b[?1049h\x1b[1;12r\x1b[?1047l\x1b[?1049h'), []],
        [Buffer.from('\x1b[22;0t\x1bc\x1b]2;another\x1b\\\x1b[23;0t'), []],
      ],
    },
  );
});

test('what sets the modes of one program brings any terminal to them, and back', () => {
  void fc.assert(
    fc.property(output, output, (before, bytes) => {
      const [from, to] = [scan([before]), scan([bytes])];
      const there = Buffer.from(setModes(from, to));
      const { title: _, ...modes } = scan([before, there]);
      const { title: __, ...wanted } = to;
      expect(modes).toEqual(wanted);
      const { title: ___, ...back } = scan([before, Buffer.from(setModes(from, RESET_MODES))]);
      expect(back).toEqual({ ...RESET_MODES, title: undefined, ...back, ...withoutTitle(RESET_MODES) });
    }),
    { numRuns: 200 },
  );
});

function withoutTitle({ title: _, ...rest }: TerminalModes): Omit<TerminalModes, 'title'> {
  return rest;
}

test('a program that is handed over has its screen and its modes', () => {
  const modes = scan([Buffer.from('\x1b[?1049h\x1b[?1h\x1b[?6h\x1b[2;5r')]);
  const text = handOver(modes, 'drawn');
  expect(text.indexOf('drawn')).toBeGreaterThan(text.indexOf('\x1b[?1049h'));
  expect(text.indexOf('drawn')).toBeLessThan(text.indexOf('\x1b[?6h'));
  expect(scan([Buffer.from(text)])).toEqual(modes);
});
