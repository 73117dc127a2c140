import { decodeLine } from './line-text.ts';
import { openStoredOutput, type RunInfo, type StoredOutput } from './stored-output.ts';

/** A line of output on disk. */
export interface StoredLine {
  /** Its offset in the output of its run, in bytes. Bytes that are missing on disk count too. */
  readonly at: number;
  /** When it came, or a moment earlier, in ms since 1970. */
  readonly atMs: number;
  readonly service: string;
  readonly run: number;
  readonly text: string;
}

/** Selects lines of a run. */
export interface LineRange {
  /** Only the last lines, at most this many. */
  readonly last?: number;
  /** Only lines that came at this time or later, in ms since 1970. */
  readonly sinceMs?: number;
  /** Only lines that begin before this byte of the run. */
  readonly before?: number;
}

/** The files of a run, and the facts about it. */
type Stored = RunInfo & { readonly path: string; readonly notesPath: string };

type Gap = StoredOutput['gaps'][number];

const BLOCK_BYTES = 64 * 1024;

/** The lines of a run, oldest first. */
export function* readLines(
  run: Stored,
  { last = Number.POSITIVE_INFINITY, sinceMs, before }: LineRange,
): Generator<StoredLine> {
  const output = openStoredOutput(run);
  try {
    const end = before === undefined ? output.end : endBefore(output, before);
    const since = sinceMs === undefined ? output.start : lineAfter(output, output.firstSince(sinceMs));
    const from = Math.max(lineAfter(output, output.start), since, startOfLast(output, last, end));
    let start = from;
    for (const gap of output.gaps) {
      const at = gap.at + skippedBefore(output.gaps, gap.at) - gap.skipped;
      if (gap.at < from || gap.at > end || (before !== undefined && at >= before)) continue;
      yield* linesTo(gap.at);
      yield { ...line(gap.at, gapText(gap)), at };
      start = gap.at;
    }
    yield* linesTo(end);

    function* linesTo(to: number): Generator<StoredLine> {
      for (const { offset, text } of linesBetween(output, start, to)) yield line(offset, text);
    }
  } finally {
    output.close();
  }

  function line(offset: number, text: string): StoredLine {
    const at = offset + skippedBefore(output.gaps, offset);
    return { at, atMs: output.timeAt(offset), service: run.service, run: run.run, text };
  }
}

/** The end of the last line with a newline, and the end of everything on disk, in bytes of the run. */
export function placesOf(run: Stored): { readonly whole: number; readonly end: number } {
  const output = openStoredOutput(run);
  try {
    const { start, end, gaps } = output;
    const isWhole = end === start || output.read(end - 1, end)[0] === 10;
    const whole = isWhole ? end : startOfLast(output, 1, end);
    return { whole: whole + skippedBefore(gaps, whole), end: end + skippedBefore(gaps, end) };
  } finally {
    output.close();
  }
}

function gapText({ skipped }: Gap): string {
  return `… ${skipped} bytes are missing here: the disk was slower than the service, or they were deleted`;
}

/** How many bytes of the run before an offset in its file are missing from the file. */
function skippedBefore(gaps: readonly Gap[], offset: number): number {
  return gaps.reduce((sum, gap) => (gap.at <= offset ? sum + gap.skipped : sum), 0);
}

/** The end, in the file, of the last line that begins before a byte of the run. */
function endBefore(output: StoredOutput, place: number): number {
  let skipped = 0;
  for (const gap of output.gaps) {
    // the place lies in a gap: everything before the gap began earlier
    if (place <= gap.at + skipped + gap.skipped) return Math.min(Math.max(place - skipped, output.start), gap.at);
    skipped += gap.skipped;
  }
  return Math.min(Math.max(place - skipped, output.start), output.end);
}

/** The start of the first whole line at or after an offset. */
function lineAfter(output: StoredOutput, offset: number): number {
  if (offset === 0) return 0;
  if (offset > output.start && output.read(offset - 1, offset)[0] === 10) return offset;
  for (let at = offset; at < output.end; at += BLOCK_BYTES) {
    const found = output.read(at, Math.min(at + BLOCK_BYTES, output.end)).indexOf(10);
    if (found >= 0) return at + found + 1;
  }
  return output.end;
}

/** The start of the last `count` lines before an end. Reads only these lines. */
function startOfLast(output: StoredOutput, count: number, end: number): number {
  if (count === Number.POSITIVE_INFINITY) return output.start;
  if (count <= 0) return end;
  let missing = count;
  // the newline at the end belongs to the last line
  for (let to = end - 1; to > output.start; ) {
    const from = Math.max(to - BLOCK_BYTES, output.start);
    const block = output.read(from, to);
    for (let at = block.lastIndexOf(10); at >= 0; at = at > 0 ? block.lastIndexOf(10, at - 1) : -1) {
      missing--;
      if (missing === 0) return from + at + 1;
    }
    to = from;
  }
  return output.start;
}

function* linesBetween(
  output: StoredOutput,
  start: number,
  end: number,
): Generator<{ readonly offset: number; readonly text: string }> {
  let offset = start;
  let held: Buffer[] = [];
  for (let at = start; at < end; at += BLOCK_BYTES) {
    const block = output.read(at, Math.min(at + BLOCK_BYTES, end));
    let from = 0;
    for (let to = block.indexOf(10); to >= 0; to = block.indexOf(10, from)) {
      held.push(block.subarray(from, to));
      yield { offset, text: decodeLine(held.length === 1 ? held[0]! : Buffer.concat(held)) };
      held = [];
      from = to + 1;
      offset = at + from;
    }
    if (from < block.length) held.push(block.subarray(from));
  }
  if (offset < end) yield { offset, text: decodeLine(Buffer.concat(held)) };
}
