import type { Ring } from '../../adapters/log/ring.ts';
import type { OutputSink } from '../../runtime/ports.ts';
import { answerTo } from '../../vt/answer.ts';
import { createModeScanner } from '../../vt/mode-scanner.ts';
import { RESET_MODES, type TerminalModes } from '../../vt/modes.ts';
import type { Query } from '../../vt/terminal-query.ts';
import { type Checkpoint, createRunScreen, type RunScreen, type TerminalSize } from './run-screen.ts';

/** The terminal of one run. Its modes are always known; its screen is computed on demand. */
export interface WatchedTerminal {
  /** Passes the bytes of the run on to its sink. */
  write(chunk: Buffer, sink: OutputSink): boolean;
  end(): void;
  resized(): void;
  isAttached(): boolean;
  modes(): TerminalModes;
  /** The current line up to the cursor; null on the screen of a full-screen program, and if text follows the cursor. */
  line(): Promise<string | null>;
  snapshot(scrollback: number): { readonly modes: TerminalModes; readonly screen: Promise<Buffer | null> };
  /** The user's own terminal now answers what the program asks. Returns a function that ends this. */
  attend(): () => void;
  onData(callback: (chunk: Buffer) => void): () => void;
  onEnd(callback: () => void): () => void;
}

/** The number of bytes between two checkpoints, and of kept checkpoints. Older output is not drawn. */
const CHECKPOINT_BYTES = 64 * 1024;
const CHECKPOINTS = 8;

export function createWatchedTerminal(options: {
  readonly run: number;
  readonly output: Pick<Ring, 'pieces' | 'place'>;
  readonly size: () => TerminalSize;
  /** Types an answer. */
  readonly type: (text: string) => void;
}): WatchedTerminal {
  const { output, size, type } = options;
  const onData = new Set<(chunk: Buffer) => void>();
  const onEnd = new Set<() => void>();
  const attending = new Set<object>();
  const scanner = createModeScanner({ asked: (query, end) => asked.push({ query, end }) });
  const asked: { readonly query: Query; readonly end: number }[] = [];
  let checkpoints: readonly Checkpoint[] = [{ place: output.place, modes: RESET_MODES }];
  let sinceCheckpoint = 0;
  let screen: RunScreen | null = null;
  /** Answers come in the order of the questions: many programs take the last answer as the sign that all have come. */
  let answering: Promise<void> | null = null;

  function screenOf(): RunScreen {
    screen ??= createRunScreen({ run: options.run, output, size, checkpoints: () => checkpoints });
    return screen;
  }

  function follow(chunk: Buffer): void {
    if (sinceCheckpoint >= CHECKPOINT_BYTES && !scanner.isUnfinished) {
      checkpoints = [...checkpoints, { place: output.place, modes: scanner.modes }].slice(-CHECKPOINTS);
      sinceCheckpoint = 0;
    }
    sinceCheckpoint += chunk.length;
    scanner.write(chunk);
  }

  function answer(query: Query, place: number): void {
    const facts = { ...size(), modes: scanner.modes };
    if (query.ask !== 'cursor' && answering === null) return type(answerTo(query, { ...facts, cursor: null }));
    const cursor = query.ask === 'cursor' ? screenOf().cursorAt(place) : null;
    const mine = Promise.all([cursor, answering]).then(([found]) => {
      type(answerTo(query, { ...facts, cursor: found }));
      if (answering === mine) answering = null;
    });
    answering = mine;
  }

  return {
    write(chunk, sink) {
      const place = output.place;
      follow(chunk);
      for (const tell of onData) tell(chunk);
      const wanted = sink.write(chunk);
      const isAttended = attending.size > 0;
      for (const { query, end } of asked.splice(0)) if (!isAttended) answer(query, place + Math.max(end, 0));
      return wanted;
    },
    end() {
      screen?.close();
      for (const tell of onEnd) tell();
    },
    resized: () => screen?.resized(size()),
    isAttached: () => onEnd.size > 0,
    modes: () => scanner.modes,
    async line() {
      if (scanner.modes.alternateScreen) return null;
      const line = await screenOf().lineAt(output.place);
      return line?.isLast ? line.before : null;
    },
    snapshot: (scrollback) => ({ modes: scanner.modes, screen: screenOf().drawingAt(output.place, scrollback) }),
    attend() {
      const one = {};
      attending.add(one);
      return () => attending.delete(one);
    },
    onData(callback) {
      onData.add(callback);
      return () => onData.delete(callback);
    },
    onEnd(callback) {
      onEnd.add(callback);
      return () => onEnd.delete(callback);
    },
  };
}
