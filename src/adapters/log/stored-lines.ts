import { decodeLine, MAX_LINE_BYTES } from './line-text.ts';
import { openStoredOutput, type RunInfo, type StoredOutput } from './stored-output.ts';

/** A line of output on disk. */
export interface StoredLine {
  /** Where it begins in what is on disk of its run, in bytes. */
  readonly seq: number;
  /** Milliseconds since 1970, or up to a tenth of a second before. */
  readonly atMs: number;
  readonly service: string;
  readonly run: number;
  readonly text: string;
}

const BLOCK_BYTES = 64 * 1024;

/** The lines of a run, oldest first: those that came at `sinceMs` or later, and the `last` of them. */
export function* readLines(
  run: RunInfo & { readonly path: string; readonly notesPath: string },
  { last = Number.POSITIVE_INFINITY, sinceMs }: { last?: number; sinceMs?: number },
): Generator<StoredLine> {
  const output = openStoredOutput(run);
  try {
    const since = sinceMs === undefined ? output.start : lineAfter(output, output.firstSince(sinceMs));
    const from = Math.max(lineAfter(output, output.start), since, startOfLast(output, last));
    const ends = [...output.gaps.filter(({ at }) => at >= from && at < output.end), { at: output.end, skipped: 0 }];
    let start = from;
    for (const { at, skipped } of ends) {
      for (const { seq, text } of linesBetween(output, start, at)) yield line(seq, text);
      if (skipped > 0)
        yield line(
          at,
          `… ${skipped} bytes are missing here: the disk was slower than the service, or they were deleted`,
        );
      start = at;
    }
  } finally {
    output.close();
  }

  function line(seq: number, text: string): StoredLine {
    return { seq, atMs: output.timeAt(seq), service: run.service, run: run.run, text };
  }
}

/** Where the first whole line begins at an offset or after it. */
function lineAfter(output: StoredOutput, offset: number): number {
  if (offset === 0) return 0;
  if (offset > output.start && output.read(offset - 1, offset)[0] === 10) return offset;
  for (let at = offset; at < output.end; at += BLOCK_BYTES) {
    const found = output.read(at, Math.min(at + BLOCK_BYTES, output.end)).indexOf(10);
    if (found >= 0) return at + found + 1;
  }
  return output.end;
}

/** Where the last so many lines begin. Reads only these. */
function startOfLast(output: StoredOutput, count: number): number {
  if (count === Number.POSITIVE_INFINITY) return output.start;
  if (count <= 0) return output.end;
  let missing = count;
  // the newline at the end belongs to the last line
  for (let to = output.end - 1; to > output.start; ) {
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

function* linesBetween(output: StoredOutput, start: number, end: number): Generator<{ seq: number; text: string }> {
  let seq = start;
  let held: Buffer[] = [];
  for (let at = start; at < end; at += BLOCK_BYTES) {
    const block = output.read(at, Math.min(at + BLOCK_BYTES, end));
    let from = 0;
    for (let to = block.indexOf(10); to >= 0; to = block.indexOf(10, from)) {
      held.push(block.subarray(from, to));
      yield { seq, text: decodeLine(Buffer.concat(held), at + to - seq) };
      held = [];
      from = to + 1;
      seq = at + from;
    }
    // of a line of many blocks only the beginning is shown
    if (at + from - seq <= MAX_LINE_BYTES) held.push(block.subarray(from));
  }
  if (seq < end) yield { seq, text: decodeLine(Buffer.concat(held), end - seq) };
}
