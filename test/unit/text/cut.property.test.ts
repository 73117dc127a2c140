import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cut, lineWidth, plain, wrap } from '../../../src/text/cut.ts';
import { createEmulator, type Emulator } from '../tui/emulator.ts';

/** What programs print, and what they should not. */
const anything = fc
  .array(
    fc.oneof(
      fc.string({ unit: 'binary', maxLength: 6 }),
      fc.string({ unit: 'grapheme', maxLength: 6 }),
      fc.constantFrom(
        '\t',
        '\r',
        '\b',
        '\x1b',
        '\x1b[',
        '\x1b]',
        '\x1b]0;t\x07',
        '\x1b[2K',
        '\x1b[G',
        '\x1b[31m',
        '\x1b[0m',
      ),
      fc.constantFrom(
        '\x1b[1;38;5;200;4m',
        '\x1b[>1m',
        '\x1b[5;5H',
        '日本',
        '👩‍👩‍👧',
        '🇧🇪',
        'e\u0301',
        '\u0301',
        '1️⃣',
        'नि',
        '\u202e',
      ),
    ),
    { maxLength: 12 },
  )
  .map((parts) => parts.join(''));

/** What an emulator, whose idea of emoji and accents is another, understands just as we do. */
const common = fc
  .array(
    fc.oneof(
      fc.string({ unit: fc.constantFrom('a', 'b', ' ', '~', '日', '本', 'é', '●'), maxLength: 8 }),
      fc.constantFrom(
        '\t',
        '\r',
        '\b',
        '\x1b[K',
        '\x1b[2K',
        '\x1b[1G',
        '\x1b[G',
        '\x1b[31m',
        '\x1b[m',
        '\x1b]0;t\x07',
        '\x1b[?25l',
      ),
    ),
    { maxLength: 12 },
  )
  .map((parts) => parts.join(''));

const width = fc.nat(30);
/** Marks, modifiers, halves of flags, joiners, and the jamo and vowels that make one character with others. */
const JOINING =
  /\p{M}|\p{Emoji_Modifier}|\p{Regional_Indicator}|\u200c|\u200d|[\u0e33\u0eb3\u1100-\u11ff\ua960-\ua97f\ud7b0-\ud7ff]/u;
const STYLES = /\x1b\[[0-9;:]*m/g;

test('whatever the line: no wider than wanted, nothing but colours, and the beginning of the text', () => {
  fc.assert(
    fc.property(anything, width, fc.boolean(), (line, columns, color) => {
      const row = cut(line, { width: columns, color });
      const text = row.text.replace(STYLES, '');
      expect(row.width).toBeLessThanOrEqual(columns);
      expect(text).not.toMatch(/[\x00-\x1f\x7f-\x9f]/);
      expect(plain(row.text)).toBe(text);
      // A mark that a style or a tab separates from what is before it stands by itself here, and joins it where the row is
      // measured as text. Without such, the row is exactly as wide as it says.
      expect(lineWidth(row.text)).toBeLessThanOrEqual(row.width);
      if (!JOINING.test(line)) expect(lineWidth(row.text)).toBe(row.width);
      const whole = plain(line);
      const isWhole = whole.startsWith(text);
      const blankAtTheEdge = text.endsWith(' ') && row.width === columns && whole.startsWith(text.slice(0, -1));
      expect(isWhole || blankAtTheEdge).toBe(true);
      expect(row.text.match(STYLES)?.at(-1) ?? '\x1b[0m').toBe('\x1b[0m');
    }),
    { numRuns: 1000 },
  );
});

test('the rows of any line contain all of it, and no row is too wide', () => {
  fc.assert(
    fc.property(anything, fc.integer({ min: 2, max: 30 }), (line, columns) => {
      const rows = wrap(line, { width: columns, color: true });
      const blanks = / /g;
      const text = rows.map((row) => row.text.replace(STYLES, '')).join('');
      expect(text.replace(blanks, '')).toBe(plain(line).replace(blanks, ''));
      for (const row of rows) expect(row.width).toBeLessThanOrEqual(columns);
      for (const row of rows.slice(0, -1)) expect(row.width).toBe(columns);
    }),
  );
});

test('a mark changes no text', () => {
  fc.assert(
    fc.property(anything, width, fc.nat(10), fc.nat(10), (line, columns, from, length) => {
      const options = { width: columns, color: true };
      const row = cut(line, { ...options, marks: [{ from, to: from + length }] });
      expect(plain(row.text)).toBe(plain(cut(line, options).text));
    }),
  );
});

test('a window shows what a terminal shows in those columns', async () => {
  await fc.assert(
    fc.asyncProperty(common, width, fc.nat(20), async (line, columns, from) => {
      const real = createEmulator(1000, 1);
      const window = createEmulator(Math.max(columns, 1), 1);
      await real.feed(line);
      await window.feed(cut(line, { width: columns, from, color: true }).text);
      const shown = textsOf(real);
      const expected = shown.slice(from, from + columns).map((cell, column) => {
        const isHalf = (cell === '' && column === 0) || (shown[from + column + 1] === '' && column === columns - 1);
        return isHalf ? ' ' : cell;
      });
      expect(textsOf(window).slice(0, columns)).toEqual(expected);
      real.terminal.dispose();
      window.terminal.dispose();
    }),
    { numRuns: 300 },
  );
});

function textsOf(emulator: Emulator): string[] {
  return emulator.cells(0).map(({ text }) => text);
}

test('a continued row ends with the mark in its last column, and other rows do not change', () => {
  const more = '\x1b[2m>\x1b[22m';
  fc.assert(
    fc.property(
      fc.oneof(anything, fc.string()),
      fc.integer({ min: 1, max: 30 }),
      fc.nat(10),
      fc.boolean(),
      (line, columns, from, color) => {
        const row = cut(line, { width: columns, from, color, more });
        const goesOn = cut(line, { width: columns + 1, from, color }).width > columns;
        const shown = cut(line, { width: goesOn ? columns - 1 : columns, from, color });
        expect(row).toEqual(goesOn ? { text: shown.text + more, width: shown.width + 1 } : shown);
      },
    ),
  );
});

test('a line is as wide as all that is seen of it', () => {
  fc.assert(
    fc.property(fc.oneof(anything, common), (line) => {
      expect(lineWidth(line)).toBe(cut(line, { width: Number.MAX_SAFE_INTEGER, color: true }).width);
    }),
  );
});
