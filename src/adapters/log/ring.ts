import { ByteRing } from './byte-ring.ts';
import { createLineSplitter, type LineSplitter } from './line-splitter.ts';
import { decodeLine } from './line-text.ts';
import { LostLines } from './lost-lines.ts';
import { RunMarks } from './run-marks.ts';
import { TimeMarks } from './time-marks.ts';
import { type PieceWalk, walkPieces } from './walk-pieces.ts';

/** A line of output in memory. */
export interface LogLine {
  /**
   * The offset of the line in everything that the service ever wrote, in bytes. It is unique, it grows, and it costs
   * nothing.
   */
  readonly seq: number;
  /** When it came, in ms since 1970. */
  readonly atMs: number;
  /** The run that wrote it. */
  readonly run: number;
  /** Its offset in the output of its run, in bytes. */
  readonly at: number;
  /** The order in which the lines of all rings with the same `Arrivals` came. Lines of one ring may share a number. */
  readonly order: number;
  /** Decoded as UTF-8, escape sequences included. */
  readonly text: string;
}

/** The result of `read`. */
export interface RingPage {
  readonly lines: readonly LogLine[];
  /** Pass this as `from` to continue after these lines. */
  readonly next: number;
  /** The line without a newline so far, if there is one. */
  readonly unfinished: LogLine | null;
}

/** The result of `walk`: whole lines, each decoded only when it is taken. */
export interface RingWalk {
  /** The order of the next line; null if there is none. */
  peek(): number | null;
  /** Takes the next line. */
  take(): LogLine;
  /** The offset of the next line. */
  readonly at: number;
}

/** The last output of one service, over all its runs. */
export interface Ring {
  /** Costs one copy of the bytes. Lines are found only when somebody reads. */
  write(chunk: Buffer, run: number): void;
  /** Ends a run. Its bytes after the last newline become a line. */
  endRun(run: number): void;
  /** The last lines that begin at `from` or later, oldest first, at most `limit` (by default `maxLines`). */
  read(options?: {
    readonly from?: number;
    readonly limit?: number;
    /** Whether to leave out a line of this run with this offset in its output. */
    readonly isKnown?: (run: number, at: number) => boolean;
  }): RingPage;
  /** The whole lines from `from` on, one by one, as far as they are still in the ring. */
  walk(from: number): RingWalk;
  /** The output of the runs as bytes, from a place on; see `walkPieces`. */
  pieces(from: number): PieceWalk;
  /** How many bytes the runs have ever written: the place of the next byte. */
  readonly place: number;
  /** How many bytes a running run has written so far. */
  writtenBy(run: number): number;
  /**
   * The number of lines that began before `offset` (the beginning of a line that is still there). Exact while `counts`
   * is true.
   */
  linesBefore(offset: number): number;
  /** Resizes the ring for `maxLines` lines. Present lines stay as far as they fit. */
  keep(maxLines: number): void;
  /** The texts of the last lines, including the unfinished one. */
  tail(count: number): readonly string[];
  /**
   * Calls back with every line from now on, including the current one, without its escape sequences, and with the run
   * that wrote it. Returns a function that stops this. Costs nothing without listeners.
   */
  onLine(callback: (text: string, run: number) => void): () => void;
}

/** Shared by the rings of a project, to know the order in which lines came. */
export interface Arrivals {
  /** The ring of the last write. */
  last: unknown;
  /** How often that ring has changed. */
  order: number;
}

/** The options of a ring. */
interface RingOptions {
  readonly maxLines: number;
  readonly nowMs: () => number;
  readonly arrivals?: Arrivals;
  /** Whether to count lost lines, which costs time. */
  readonly counts?: () => boolean;
}

const NEWLINE = 10;
/** Listeners get only the beginning of a longer line. */
const MAX_HEARD_BYTES = 8 * 1024;
const BYTES_PER_LINE = 128;
/** Enough for a reader that looks every 30 ms at a service that writes 10 MB a second. */
const MIN_BYTES = 1024 * 1024;
const MAX_BYTES = 2 * 1024 * 1024;

/**
 * Creates a ring for `maxLines` lines of usual length. It holds 128 bytes for each line, at least 1 MB and at most 2
 * MB, allocated as it fills.
 */
export function createRing(options: RingOptions): Ring {
  const { nowMs, arrivals = { last: null, order: 0 }, counts = () => false } = options;
  let { maxLines } = options;
  const bytes = new ByteRing(bytesFor(maxLines));
  const times = new TimeMarks();
  const lost = new LostLines(bytes);
  const listeners = new Set<(text: string, run: number) => void>();
  const runs = new RunMarks();
  let splitter: LineSplitter | null = null;

  const ring: Ring = {
    write(chunk, run) {
      if (run !== runs.run) beginRun(run);
      write(chunk);
    },
    endRun(run) {
      if (run === runs.run) endLine();
      runs.forget(run);
    },
    read,
    walk,
    pieces: (from) => walkPieces({ bytes, times, runs }, from),
    get place() {
      return runs.countBefore(bytes.end);
    },
    writtenBy: (run) => runs.writtenBy(run, bytes.end),
    linesBefore: (offset) => lost.before(offset),
    keep(lines) {
      maxLines = lines;
      bytes.resize(bytesFor(lines));
    },
    tail(count) {
      const { lines, unfinished } = read({ limit: count });
      return [...lines, ...(unfinished ? [unfinished] : [])].slice(-count).map((line) => line.text);
    },
    onLine(callback) {
      const listener = (text: string, run: number) => callback(text, run);
      listeners.add(listener);
      if (splitter === null) {
        splitter = createLineSplitter({ maxBytes: MAX_HEARD_BYTES, onLine: tell });
        splitter.write(unfinished());
      }
      return () => {
        listeners.delete(listener);
        if (listeners.size === 0) splitter = null;
      };
    },
  };
  return ring;

  /** Begins a run. An unfinished line of another run stays a separate line. */
  function beginRun(run: number): void {
    endLine();
    runs.begin(run, bytes.end, bytes.start);
  }

  /** Ends the current line. The newline belongs to the ring, not to the run. */
  function endLine(): void {
    const whole = bytes.end === 0 || bytes.read(bytes.end - 1)[0] === NEWLINE;
    runs.close(bytes.end);
    if (!whole) write(Buffer.of(NEWLINE));
  }

  function write(chunk: Buffer): void {
    if (chunk.length === 0) return;
    if (arrivals.last !== ring) {
      arrivals.last = ring;
      arrivals.order++;
    }
    times.add({ offset: bytes.end, atMs: nowMs(), order: arrivals.order }, bytes.start);
    if (counts()) lost.willLose(chunk);
    bytes.write(chunk);
    splitter?.write(chunk);
  }

  function unfinished(): Buffer {
    const last = bytes.read(0);
    return last.subarray(last.lastIndexOf(10) + 1);
  }

  /** The bytes from an offset on, with the start of the first whole line in them and the end of the last one. */
  function take(from: number): { first: number; kept: Buffer; whole: number; end: number } {
    const first = Math.max(from, bytes.start);
    const kept = bytes.read(first);
    // the beginning of a line was overwritten
    const whole = first > from && first > 0 ? kept.indexOf(10) + 1 : 0;
    return { first, kept, whole, end: Math.max(kept.lastIndexOf(10) + 1, whole) };
  }

  function read({ from = 0, limit = maxLines, isKnown = () => false }: Parameters<Ring['read']>[0] = {}): RingPage {
    const { first, kept, whole, end } = take(from);
    const lines: LogLine[] = [];
    for (let stop = end; stop > whole && lines.length < limit; ) {
      const start = Math.max(stop > 1 ? kept.lastIndexOf(10, stop - 2) + 1 : 0, whole);
      const seq = first + start;
      if (!isKnown(runs.runAt(seq), runs.placeOf(seq))) lines.push(line(seq, kept.subarray(start, stop - 1)));
      stop = start;
    }
    return {
      lines: lines.reverse(),
      next: first + end,
      unfinished: end < kept.length ? line(first + end, kept.subarray(end)) : null,
    };
  }

  function walk(from: number): RingWalk {
    const { first, kept, whole, end } = take(from);
    let at = whole;
    return {
      peek: () => (at < end ? times.at(first + at).order : null),
      take() {
        const start = at;
        const stop = kept.indexOf(10, start);
        at = stop + 1;
        return line(first + start, kept.subarray(start, stop));
      },
      get at() {
        return first + at;
      },
    };
  }

  function line(seq: number, text: Buffer): LogLine {
    const { atMs, order } = times.at(seq);
    return { seq, atMs, run: runs.runAt(seq), at: runs.placeOf(seq), order, text: decodeLine(text) };
  }

  function tell(line: Buffer): void {
    const text = line.toString().replace(ESCAPES, '').replace(/\r$/, '');
    const run = runs.runAt(bytes.end);
    for (const listener of listeners) listener(text, run);
  }
}

const ESCAPES = /\x1b(?:\[[0-?]*[ -/]*[@-~]|[\]PX^_][^\x07\x1b]*(?:\x07|\x1b\\)|[ -/]*[0-~])/g;

function bytesFor(maxLines: number): number {
  return Math.min(Math.max(maxLines * BYTES_PER_LINE, MIN_BYTES), MAX_BYTES);
}
