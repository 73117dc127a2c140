import { ByteRing } from './byte-ring.ts';
import { createLineSplitter, type LineSplitter } from './lines.ts';
import { TimeMarks } from './time-marks.ts';

/** A line of output, as kept in memory. */
export interface LogLine {
  /** Where the line begins in all that the service ever wrote, in bytes: unique, growing, and free of charge. */
  readonly seq: number;
  /** When it came, in milliseconds since 1970. */
  readonly atMs: number;
  /** Decoded as UTF-8, escape sequences included; cut with a mark after `MAX_LINE_BYTES`. */
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

/** The last output of one service, over all its runs. */
export interface Ring {
  /** Costs one copy of the bytes: lines are only looked for when somebody reads. */
  write(chunk: Buffer): void;
  /** A run is over: what it wrote after its last newline is a line. */
  endRun(): void;
  /** The last lines that begin at `from` or later, oldest first; no more than `limit`. */
  read(options?: { from?: number; limit?: number }): RingPage;
  /** The texts of the last lines, the unfinished one included. */
  tail(count: number): readonly string[];
  /**
   * Calls back with every line from now on, the one that is under way included, without its escape sequences.
   * Returns the way to stop that. Costs nothing while nobody listens.
   */
  onLine(callback: (text: string) => void): () => void;
}

const MAX_LINE_BYTES = 8 * 1024;
const BYTES_PER_LINE = 128;
const MIN_BYTES = 64 * 1024;
const MAX_BYTES = 2 * 1024 * 1024;

/** A ring for `maxLines` lines of usual length: it holds 128 bytes for each, at least 64 KB and at most 2 MB. */
export function createRing({ maxLines, nowMs }: { maxLines: number; nowMs: () => number }): Ring {
  const bytes = new ByteRing(Math.min(Math.max(maxLines * BYTES_PER_LINE, MIN_BYTES), MAX_BYTES));
  const times = new TimeMarks();
  const listeners = new Set<(text: string) => void>();
  let splitter: LineSplitter | null = null;

  return {
    write,
    endRun() {
      if (unfinished().length > 0) write(Buffer.from('\n'));
    },
    read,
    tail(count) {
      const { lines, unfinished } = read({ limit: count });
      return [...lines, ...(unfinished ? [unfinished] : [])].slice(-count).map((line) => line.text);
    },
    onLine(callback) {
      const listener = (text: string) => callback(text);
      listeners.add(listener);
      if (splitter === null) {
        splitter = createLineSplitter({ maxBytes: MAX_LINE_BYTES, onLine: tell });
        splitter.write(unfinished());
      }
      return () => {
        listeners.delete(listener);
        if (listeners.size === 0) splitter = null;
      };
    },
  };

  function write(chunk: Buffer): void {
    if (chunk.length === 0) return;
    times.add(bytes.end, nowMs(), bytes.start);
    bytes.write(chunk);
    splitter?.write(chunk);
  }

  function unfinished(): Buffer {
    const last = bytes.read(0);
    return last.subarray(last.lastIndexOf(10) + 1);
  }

  function read({ from = 0, limit = maxLines }: { from?: number; limit?: number } = {}): RingPage {
    const first = Math.max(from, bytes.start);
    const kept = bytes.read(first);
    // what was overwritten took the beginning of a line with it
    const whole = first > from && first > 0 ? kept.indexOf(10) + 1 : 0;
    const end = Math.max(kept.lastIndexOf(10) + 1, whole);
    const lines: LogLine[] = [];
    for (let stop = end; stop > whole && lines.length < Math.min(limit, maxLines); ) {
      const start = Math.max(stop > 1 ? kept.lastIndexOf(10, stop - 2) + 1 : 0, whole);
      lines.push(line(start, stop - 1));
      stop = start;
    }
    return {
      lines: lines.reverse(),
      next: first + end,
      unfinished: end < kept.length ? line(end, kept.length) : null,
    };

    function line(start: number, stop: number): LogLine {
      return { seq: first + start, atMs: times.at(first + start), text: decode(kept.subarray(start, stop)) };
    }
  }

  function tell(line: Buffer): void {
    const text = line.toString().replace(ESCAPES, '').replace(/\r$/, '');
    for (const listener of listeners) listener(text);
  }
}

const ESCAPES = /\x1b(?:\[[0-?]*[ -/]*[@-~]|[\]PX^_][^\x07\x1b]*(?:\x07|\x1b\\)|[ -/]*[0-~])/g;

function decode(line: Buffer): string {
  const end = line.at(-1) === 13 ? line.length - 1 : line.length;
  if (end <= MAX_LINE_BYTES) return line.toString('utf8', 0, end);
  return `${line.toString('utf8', 0, MAX_LINE_BYTES)} … (${end - MAX_LINE_BYTES} more bytes)`;
}
