import type { Terminal as Emulator } from '@xterm/headless';
import type { Ring } from '../../adapters/log/ring.ts';
import { drawing } from '../../vt/drawing.ts';
import { RESET_MODES, type TerminalModes } from '../../vt/modes.ts';
import { setModes } from '../../vt/set-modes.ts';

/** The size of a terminal. */
export interface TerminalSize {
  readonly columns: number;
  readonly rows: number;
}

/** Where in a run's output which modes were set: from there on its screen can be drawn. */
export interface Checkpoint {
  /** In the output of the service, see `Ring.place`. */
  readonly place: number;
  readonly modes: TerminalModes;
}

/** What the terminal of a run shows. Only worked out when somebody asks, from the output that is in memory. */
export interface RunScreen {
  /** Where the cursor was when the output had come to a place, from 1; null where that cannot be known. */
  cursorAt(place: number): Promise<{ readonly column: number; readonly row: number } | null>;
  /** Bytes that draw the screen as it was then, with so many lines above it. Null where there is no emulator. */
  drawingAt(place: number, scrollback: number): Promise<Buffer | null>;
  /** What is to the left of the cursor in its line, and whether nothing is to the right of it. */
  lineAt(place: number): Promise<{ readonly before: string; readonly isLast: boolean } | null>;
  resized(size: TerminalSize): void;
  close(): void;
}

/** A screen is made of so much of the last output: a full-screen program draws all of it anew more often than that. */
const REPLAY_BYTES = 256 * 1024;
/** Some MiB: it is kept for a while for who asks again. */
const FREED_AFTER_MS = 10_000;
const SCROLLBACK = 1000;

/** `checkpoints` are those of the run, oldest first; the first is its beginning. */
export function createRunScreen(options: {
  readonly run: number;
  readonly output: Pick<Ring, 'pieces' | 'place'>;
  readonly checkpoints: () => readonly Checkpoint[];
  readonly size: () => TerminalSize;
}): RunScreen {
  const { run, output, checkpoints, size } = options;
  let shown: { readonly emulator: Emulator; place: number } | null = null;
  let last: Promise<unknown> = Promise.resolve();
  let timer: NodeJS.Timeout | undefined;
  let closed = false;

  /** One question after the other, in the order in which they were asked. */
  function ask<T>(place: number, read: (emulator: Emulator) => T): Promise<T | null> {
    const answer = last.then(async () => {
      const emulator = await drawnUpTo(place).catch(() => null);
      return emulator && read(emulator);
    });
    last = answer;
    return answer;
  }

  async function drawnUpTo(place: number): Promise<Emulator | null> {
    if (closed) return null;
    clearTimeout(timer);
    timer = setTimeout(free, FREED_AFTER_MS).unref();
    const isNear = shown !== null && place - shown.place <= REPLAY_BYTES && output.pieces(shown.place).missed === 0;
    if (!isNear) {
      free();
      shown = await begin(place);
    }
    const current = shown!;
    await write(current.emulator, take(current.place, place));
    current.place = Math.max(current.place, place);
    return current.emulator;
  }

  async function begin(place: number): Promise<NonNullable<typeof shown>> {
    const { Terminal } = await import('../../vt/xterm.ts');
    const all = checkpoints();
    const from = all.findLast((one) => one.place <= place - REPLAY_BYTES) ?? all[0] ?? { place, modes: RESET_MODES };
    const { columns: cols, rows } = size();
    const emulator = new Terminal({ cols, rows, scrollback: SCROLLBACK, allowProposedApi: true, logLevel: 'off' });
    await write(emulator, Buffer.from(setModes(RESET_MODES, from.modes)));
    return { emulator, place: from.place };
  }

  function take(from: number, to: number): Buffer {
    const walk = output.pieces(from);
    const parts: Buffer[] = [];
    while (walk.place < to && walk.peek() !== null) {
      const piece = walk.take(to - walk.place);
      if (piece.run === run) parts.push(piece.data);
    }
    return Buffer.concat(parts); // a copy: the ring is written to again
  }

  function free(): void {
    clearTimeout(timer);
    shown?.emulator.dispose();
    shown = null;
  }

  return {
    cursorAt: (place) =>
      ask(place, ({ buffer: { active }, cols }) => ({
        column: Math.min(active.cursorX + 1, cols),
        row: active.cursorY + 1,
      })),
    drawingAt: (place, scrollback) => ask(place, (emulator) => Buffer.from(drawing(emulator, scrollback))),
    lineAt: (place) =>
      ask(place, ({ buffer: { active } }) => {
        const line = active.getLine(active.baseY + active.cursorY);
        const rest = line?.translateToString(true, active.cursorX) ?? '';
        return { before: line?.translateToString(false, 0, active.cursorX) ?? '', isLast: rest.trim() === '' };
      }),
    resized({ columns, rows }) {
      last = last.then(() => {
        // An emulator cuts off the line that the cursor is in: in other columns, all is drawn anew.
        if (shown?.emulator.cols === columns) shown.emulator.resize(columns, rows);
        else free();
      });
    },
    close() {
      closed = true;
      void last.then(free, free);
    },
  };
}

function write(emulator: Emulator, bytes: Buffer): Promise<void> {
  return new Promise((resolve) => {
    emulator.write(bytes, resolve);
  });
}
