import type { OutputSink } from '../../runtime/ports.ts';

/** The output of one run, from its source to its sink. */
export interface Output {
  /**
   * Call this when nothing of the run is left. Passes on the remaining output, then calls `settled`, then ends the
   * sink. A blocked sink cannot delay the end of a run: `settled` is called after `SETTLE_LIMIT_MS` at the latest, and
   * the rest is passed on when the sink takes it.
   */
  finish(settled: () => void): void;
  /** Whether nothing has come since the last call, although it would have been taken. */
  isQuiet(): boolean;
  /** Stops reading for good. Later output is for the next supervisor. */
  letGo(): void;
  /** Call this when something was typed. */
  typed(): void;
}

/** The origin of bytes: a pipe or a pty. */
export interface Source {
  resume(): void;
  /** Stops reading from now on, if possible. */
  hold?(): void;
  /**
   * No writer is left: pushes the remaining bytes and then reports the end. Stops when a push returns false, and is
   * called again when there is space.
   */
  rest(): void;
  /** Something was typed: the answer is passed on as it comes, even in a flood. */
  typed?(): void;
}

/** The functions that a source calls. */
export interface SourceEvents {
  /** Passes a chunk on. If it returns false, the source stops until `resume` (or `rest`) is called. */
  push(chunk: Buffer): boolean;
  /** No more bytes will come. May be called more than once. */
  ended(): void;
}

const SETTLE_LIMIT_MS = 1000;

/** Connects a source to a sink. The source stops while the sink is behind. */
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
