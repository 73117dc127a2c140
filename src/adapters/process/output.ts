import type { OutputSink } from '../../runtime/ports.ts';

/** The output of one run, from its source to its sink. */
export interface Output {
  /**
   * To be called when nothing of the run is left. Hands over what is still on the way, then calls `settled`, then ends
   * the sink. A sink that takes nothing cannot hold up the end of a run: `settled` is called after
   * `SETTLE_LIMIT_MS` at the latest, and the rest is handed over when the sink takes it.
   */
  finish(settled: () => void): void;
  /** Nothing has come since the last time that this was asked, although it would have been taken. */
  isQuiet(): boolean;
  /** Reads no more, for good: what comes from now on is for the next supervisor. */
  letGo(): void;
  /** To be called when something was typed. */
  typed(): void;
}

/** Where bytes come from: a pipe or a pty. */
export interface Source {
  resume(): void;
  /** Nothing is read from now on, where that can be helped. */
  hold?(): void;
  /**
   * Nobody is left who writes: push what is still there, then report the end. Stops when a push returns false, and is
   * called again when there is room.
   */
  rest(): void;
  /** Something was typed: the answer is handed on as it comes, also in a flood. */
  typed?(): void;
}

/** What a source calls. */
export interface SourceEvents {
  /** Hands a chunk on. On false, the source stops until `resume` (or `rest`) is called. */
  push(chunk: Buffer): boolean;
  /** No more bytes will come. May be called more than once. */
  ended(): void;
}

const SETTLE_LIMIT_MS = 1000;

/** Connects a source to a sink, and stops the one while the other is behind. */
export function connect(sink: OutputSink, open: (events: SourceEvents) => Source): Output {
  let behind = false;
  let over = false;
  let finishing = false;
  let left = false;
  let quiet = true;
  let settle: () => void = () => {};

  const source = open({ push, ended });

  function push(chunk: Buffer): boolean {
    quiet = false;
    if (!sink.write(chunk)) {
      behind = true;
      sink.onDrain(() => {
        behind = false;
        if (left) return;
        if (finishing) source.rest();
        else source.resume();
      });
    }
    return !behind;
  }

  function ended(): void {
    if (over) return;
    over = true;
    if (finishing) end();
  }

  function end(): void {
    settle();
    sink.end();
  }

  function finish(settled: () => void): void {
    finishing = true;
    const limit = setTimeout(() => settle(), SETTLE_LIMIT_MS);
    settle = () => {
      clearTimeout(limit);
      settle = () => {};
      settled();
    };
    if (over) end();
    else if (!behind) source.rest();
  }

  function letGo(): void {
    left = true;
    source.hold?.();
  }

  function isQuiet(): boolean {
    const was = quiet && !behind;
    quiet = true;
    return was;
  }

  return { finish, isQuiet, letGo, typed: () => source.typed?.() };
}
