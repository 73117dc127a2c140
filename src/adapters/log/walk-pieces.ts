import type { ByteRing } from './byte-ring.ts';
import type { RunMarks } from './run-marks.ts';
import type { TimeMarks } from './time-marks.ts';

/** Bytes as a run wrote them. */
export interface Piece {
  readonly run: number;
  /** Its offset in the output of its run. */
  readonly at: number;
  /** When it came, in ms since 1970. */
  readonly atMs: number;
  readonly data: Buffer;
}

/** The content of a ring from a place on, piece by piece. Valid until the next write to the ring. */
export interface PieceWalk {
  /** How many bytes from that place on are lost. */
  readonly missed: number;
  /** The order of the next piece; null if there is none. */
  peek(): number | null;
  /** Takes the next piece, or its first `maxBytes` bytes. */
  take(maxBytes: number): Piece;
  /** The place of the next piece. */
  readonly place: number;
}

/** The parts of a ring from which pieces are cut. */
interface Marked {
  readonly bytes: ByteRing;
  readonly times: TimeMarks;
  readonly runs: RunMarks;
}

/**
 * The pieces from a place on. A place counts the bytes that the runs of the service have written, one run after the
 * other, without the newlines that the ring has added. Costs nothing for each line.
 */
export function walkPieces({ bytes, times, runs }: Marked, from: number): PieceWalk {
  const oldest = runs.countBefore(bytes.start);
  let place = Math.max(from, oldest);

  /** The position of the next byte in the ring, if it is there. */
  function here(): { offset: number; end: number; run: number; at: number } | null {
    const stretch = runs.stretchOf(place);
    if (!stretch) return null;
    const into = place - stretch.before;
    const offset = stretch.offset + into;
    const end = Math.min(stretch.end, bytes.end);
    return offset < end ? { offset, end, run: stretch.run, at: stretch.at + into } : null;
  }

  return {
    missed: place - from,
    peek() {
      const next = here();
      return next && times.at(next.offset).order;
    },
    take(maxBytes) {
      const next = here();
      if (!next) throw new Error('there is no piece to take');
      const { offset, run, at } = next;
      const data = bytes.read(offset, Math.min(next.end, times.nextAfter(offset), offset + maxBytes));
      place += data.length;
      return { run, at, atMs: times.at(offset).atMs, data };
    },
    get place() {
      return place;
    },
  };
}
