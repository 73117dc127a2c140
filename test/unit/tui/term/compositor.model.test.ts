import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cut } from '../../../../src/text/cut.ts';
import { createCompositor, type Frame } from '../../../../src/tui/term/compositor.ts';
import { type Cell, createEmulator } from '../emulator.ts';
import { createFakeOutput } from '../fake-output.ts';

/** Texts that are often the same, with colours, backgrounds and wide characters. */
const text = fc
  .array(fc.constantFrom('a', 'bc', ' ', '日本', '●', '\x1b[31m', '\x1b[44m', '\x1b[0m', '0123456789'), {
    maxLength: 5,
  })
  .map((parts) => parts.join(''));

const step = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('line' as const), row: fc.nat(7), text: fc.option(text) }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('chrome' as const), row: fc.nat(7), text }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('size' as const), columns: fc.nat(20), rows: fc.nat(6) }) },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('pane' as const), x: fc.nat(20), y: fc.nat(6), less: fc.nat(3) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('cursor' as const),
      at: fc.option(fc.record({ x: fc.nat(20), y: fc.nat(6) })),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('reset' as const) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('behind' as const) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('drained' as const) }) },
);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

test('after every frame, the screen shows that frame', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 25 }), async (steps) => {
      const world = createWorld();
      for (const each of steps) await world.take(each);
      world.end();
    }),
    { numRuns: 150 },
  );
});

function createWorld() {
  const fake = createFakeOutput();
  const compositor = createCompositor(fake.output);
  const screen = createEmulator(20, 6);
  const oracle = createEmulator(40, 16);
  const state = {
    columns: 20,
    rows: 6,
    chrome: [] as string[],
    lines: [] as (string | null)[],
    pane: { x: 5, y: 1, less: 3 },
    cursor: null as Frame['cursor'],
  };
  compositor.onReady(() => compositor.frame(frame()));

  return {
    async take(each: Step): Promise<void> {
      if (each.kind === 'line') state.lines[each.row] = each.text;
      if (each.kind === 'chrome') state.chrome[each.row] = each.text;
      if (each.kind === 'pane') state.pane = each;
      if (each.kind === 'cursor') state.cursor = each.at;
      if (each.kind === 'behind') fake.fallBehind();
      if (each.kind === 'drained') fake.drain();
      if (each.kind === 'size') {
        Object.assign(state, { columns: each.columns + 2, rows: each.rows + 1 });
        screen.terminal.resize(state.columns, state.rows);
      }
      if (each.kind === 'reset') {
        await screen.feed('\x1b[Hwhat another program\x1b[44m\r\nhas left behind\x1b[K');
        compositor.reset();
      }
      const wasBlocked = compositor.blocked;
      compositor.frame(frame());
      const writes = fake.take();
      checkBytes(writes.join(''));
      await screen.feed(writes.join(''));
      if (wasBlocked) return expect(writes).toEqual([]);
      await checkScreen(frame());
      if (compositor.blocked) return;
      compositor.frame(frame());
      expect(fake.take()).toEqual([]);
    },
    end() {
      screen.terminal.dispose();
      oracle.terminal.dispose();
    },
  };

  function frame(): Frame {
    const { columns, rows } = state;
    const x = Math.min(state.pane.x, columns);
    const y = Math.min(state.pane.y, rows);
    const width = Math.max(columns - x - state.pane.less, 0);
    const clip = (line: string, to: number) => cut(line, { width: to, color: true }).text;
    return {
      columns,
      rows,
      chrome: Array.from({ length: rows }, (_, row) => clip(state.chrome[row] ?? '', columns)),
      pane: { x, y, width, height: rows - y },
      lines: Array.from({ length: rows - y }, (_, row) => {
        const line = state.lines[row];
        return line === null ? null : clip(line ?? '', width);
      }),
      cursor: state.cursor && { x: Math.min(state.cursor.x, columns - 1), y: Math.min(state.cursor.y, rows - 1) },
    };
  }

  async function checkScreen({ columns, rows, chrome, pane, lines, cursor }: Frame): Promise<void> {
    const alone = await displayStatusOf([...chrome, ...lines.map((line) => line ?? '')]);
    const { x, y, width } = pane!;
    for (let row = 0; row < rows; row++) {
      const expected = alone[row]!.slice(0, columns);
      const actual = screen.cells(row);
      if (row >= y && width > 0 && lines[row - y] !== null) {
        expected.splice(x, width, ...alone[rows + row - y]!.slice(0, width));
        // Of a wide character across the edge a blank is left, in whatever background.
        if (x > 0 && actual[x - 1]!.text === ' ' && isWide(alone[row]!, x - 1)) expected[x - 1] = actual[x - 1]!;
        if (expected[x + width]?.text === '') expected[x + width] = { ...actual[x + width]!, text: ' ' };
      }
      expect(actual).toEqual(expected);
    }
    const { cursorX, cursorY } = screen.terminal.buffer.active;
    if (cursor !== null) expect({ x: cursorX, y: cursorY }).toEqual(cursor);
  }

  /** How each row looks by itself. */
  async function displayStatusOf(rows: readonly string[]): Promise<Cell[][]> {
    await oracle.feed(`\x1b[0m\x1b[2J${rows.map((row, y) => `\x1b[${y + 1};1H\x1b[0m${row}`).join('')}`);
    return rows.map((_, y) => oracle.cells(y));
  }
}

function isWide(cells: readonly Cell[], column: number): boolean {
  return cells[column + 1]?.text === '';
}

function checkBytes(bytes: string): void {
  expect(bytes).not.toContain('\x1b[3J');
  expect(bytes.match(/\x1b\[\?2026[hl]/g)?.join('') ?? '').toMatch(/^(?:\x1b\[\?2026h\x1b\[\?2026l)*$/);
  const known = /\x1b\[(?:\?2026[hl]|\?25[hl]|\d+;\d+H|K|2J|[\d;]*m)/g;
  expect(bytes.replace(known, '')).not.toMatch(/[\x00-\x1f]/);
}
