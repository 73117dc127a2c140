import type { ByteRing } from './byte-ring.ts';
import type { RunMarks } from './run-marks.ts';
import type { TimeMarks } from './time-marks.ts';

/** Bytes as a run wrote them. */
export interface Piece {
  readonly run: number;
  /** Where it begins in all that its run has written. */
  readonly at: number;
  /** When it came, in milliseconds since 1970. */
  readonly atMs: number;
  readonly data: Buffer;
}

/** What a ring has from a place on, piece by piece. Good until the ring is written to. */
export interface PieceWalk {
  /** Bytes from that place on that are no longer there. */
  readonly missed: number;
  /** The order of the next piece; null when there is none. */
  peek(): number | null;
  /** Takes the next piece, or as much of it as `maxBytes`. */
  take(maxBytes: number): Piece;
  /** Where the next piece begins. */
  readonly place: number;
}

/** What a ring is made of, as far as pieces are cut from it. */
interface Marked {
  readonly bytes: ByteRing;
  readonly times: TimeMarks;
  readonly runs: RunMarks;
}

/**
 * The pieces from a place on. A place is a number of bytes that the runs of the service have written, one after the other:
 * newlines that the ring has added are not in it. Costs nothing for each line.
 */
export function walkPieces({ bytes, times, runs }: Marked, from: number): PieceWalk {
  const oldest = runs.countBefore(bytes.start);
  let place = Math.max(from, oldest);

  /** Where the next byte is in the ring, if it is there. */
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
