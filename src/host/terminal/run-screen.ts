import type { Terminal as Emulator } from '@xterm/headless';
import type { Ring } from '../../adapters/log/ring.ts';
import { drawScreen } from '../../vt/draw-screen.ts';
import { RESET_MODES, type TerminalModes } from '../../vt/modes.ts';
import { setModes } from '../../vt/set-modes.ts';

/** The size of a terminal. */
export interface TerminalSize {
  readonly columns: number;
  readonly rows: number;
}

/** A place in the output of a run and the terminal modes there. The screen can be drawn from there on. */
export interface Checkpoint {
  /** In the output of the service, see `Ring.place`. */
  readonly place: number;
  readonly modes: TerminalModes;
}

/** What the terminal of a run shows. It is computed on demand from the output in memory. */
export interface RunScreen {
  /** The position of the cursor after the output up to a place, counted from 1; null if it cannot be known. */
  cursorAt(place: number): Promise<{ readonly column: number; readonly row: number } | null>;
  /** Bytes that draw the screen at that place, with this many lines above it. Null without an emulator. */
  drawingAt(place: number, scrollback: number): Promise<Buffer | null>;
  /** The text left of the cursor in its line, and whether nothing is right of the cursor. */
  lineAt(place: number): Promise<{ readonly before: string; readonly isLast: boolean } | null>;
  resized(size: TerminalSize): void;
  close(): void;
}

/**
 * A screen is drawn from this much of the last output: a full-screen program redraws everything more often than that.
 */
const REPLAY_BYTES = 256 * 1024;
/** An emulator takes some MiB. It is kept this long for the next question. */
const FREED_AFTER_MS = 10_000;
const SCROLLBACK = 1000;

/** Creates the screen. `checkpoints` belong to the run, oldest first; the first is its beginning. */
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

  /** Answers one question after the other, in the order in which they came. */
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
    return Buffer.concat(parts); // a copy, because the ring is written to again
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
    drawingAt: (place, scrollback) => ask(place, (emulator) => Buffer.from(drawScreen(emulator, scrollback))),
    lineAt: (place) =>
      ask(place, ({ buffer: { active } }) => {
        const line = active.getLine(active.baseY + active.cursorY);
        const rest = line?.translateToString(true, active.cursorX) ?? '';
        return { before: line?.translateToString(false, 0, active.cursorX) ?? '', isLast: rest.trim() === '' };
      }),
    resized({ columns, rows }) {
      last = last.then(() => {
        // An emulator cuts off the line with the cursor, so a new width means that everything is drawn again.
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
