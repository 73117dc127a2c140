import { ByteRing } from './byte-ring.ts';
import { decodeLine } from './line-text.ts';
import { createLineSplitter, type LineSplitter } from './lines.ts';
import { LostLines } from './lost-lines.ts';
import { type PieceWalk, walkPieces } from './pieces.ts';
import { RunMarks } from './run-marks.ts';
import { TimeMarks } from './time-marks.ts';

/** A line of output, as kept in memory. */
export interface LogLine {
  /** Where the line begins in all that the service ever wrote, in bytes: unique, growing, and free of charge. */
  readonly seq: number;
  /** When it came, in milliseconds since 1970. */
  readonly atMs: number;
  /** The run that wrote it. */
  readonly run: number;
  /** Where it begins in the output of its run, in bytes. */
  readonly at: number;
  /** Lines of rings that share `Arrivals` came in this order; those of one ring may share a number. */
  readonly order: number;
  /** Decoded as UTF-8, escape sequences included. */
  readonly text: string;
}

/** What `read` found. */
export interface RingPage {
  readonly lines: readonly LogLine[];
  /** To be given as `from` for what comes after these. */
  readonly next: number;
  /** The line that has no newline yet, if there is one. */
  readonly unfinished: LogLine | null;
}

/** What `walk` found: whole lines, each decoded only when it is taken. */
export interface RingWalk {
  /** The order of the next line; null when there is none. */
  peek(): number | null;
  /** Takes the next line. */
  take(): LogLine;
  /** Where the line begins that comes next. */
  readonly at: number;
}

/** The last output of one service, over all its runs. */
export interface Ring {
  /** Costs one copy of the bytes: lines are only looked for when somebody reads. */
  write(chunk: Buffer, run: number): void;
  /** A run is over: what it wrote after its last newline is a line. */
  endRun(run: number): void;
  /** The last lines that begin at `from` or later, oldest first; no more than `limit` (by default `maxLines`). */
  read(options?: {
    readonly from?: number;
    readonly limit?: number;
    /** Whether a line of this run, that begins there in its output, is left out. */
    readonly isKnown?: (run: number, at: number) => boolean;
  }): RingPage;
  /** The whole lines from `from` on, one by one, as far as they are still there. */
  walk(from: number): RingWalk;
  /** What the runs wrote, as bytes, from a place on; see `walkPieces`. */
  pieces(from: number): PieceWalk;
  /** How many bytes the runs have written ever: the place of what comes next. */
  readonly place: number;
  /** How many bytes a run that has not ended has written. */
  writtenBy(run: number): number;
  /** How many lines began before `offset` (the beginning of a line that is still there). Exact while `counts` is true. */
  linesBefore(offset: number): number;
  /** From now on it is for `maxLines` lines; what is there stays, as far as it fits. */
  keep(maxLines: number): void;
  /** The texts of the last lines, the unfinished one included. */
  tail(count: number): readonly string[];
  /**
   * Calls back with every line from now on, the one that is under way included, without its escape sequences, and with
   * the run that wrote it. Returns the way to stop that. Costs nothing while nobody listens.
   */
  onLine(callback: (text: string, run: number) => void): () => void;
}

/** What the rings of a project share, to know in which order lines came. */
export interface Arrivals {
  /** The ring that was written to last. */
  last: unknown;
  /** How often that has changed. */
  order: number;
}

/** How a ring is set up. */
interface RingOptions {
  readonly maxLines: number;
  readonly nowMs: () => number;
  readonly arrivals?: Arrivals;
  /** Whether somebody cares how many lines are lost: counting them costs something. */
  readonly counts?: () => boolean;
}

const NEWLINE = 10;
/** Of a longer line, listeners get the beginning. */
const MAX_HEARD_BYTES = 8 * 1024;
const BYTES_PER_LINE = 128;
/** Enough for those who look every 30 ms at a service that writes 10 MB a second. */
const MIN_BYTES = 1024 * 1024;
const MAX_BYTES = 2 * 1024 * 1024;

/** A ring for `maxLines` lines of usual length: it holds 128 bytes for each, at least 1 MB and at most 2 MB, taken as it fills. */
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

  /** A line that an other run has left unfinished stays one of its own. */
  function beginRun(run: number): void {
    endLine();
    runs.begin(run, bytes.end, bytes.start);
  }

  /** The newline is the ring's own, not the run's. */
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

  /** The bytes from an offset on, where the first whole line begins in them, and where what has no newline yet. */
  function take(from: number): { first: number; kept: Buffer; whole: number; end: number } {
    const first = Math.max(from, bytes.start);
    const kept = bytes.read(first);
    // what was overwritten took the beginning of a line with it
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
