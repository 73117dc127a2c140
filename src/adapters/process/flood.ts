import { readSync } from 'node:fs';
import { monotonicMs } from '../../monotonic.ts';

/**
 * How long turns are: as long as they can be without more coming in one than `TURN_BYTES`. All fit into the longest, so that
 * what is told once in a while (`OUTPUT_EVERY_MS`) is told by a turn, and not by a timer of its own.
 */
const TURNS_MS = [48, 24, 16] as const;
const SHORTEST_TURN_MS = 16;
/** A flood is so many reads that came faster than one each `FLOOD_MS`: a hundred lines a second are one. */
const READS = 16;
const FLOOD_MS = 20;
/** After so many turns without a byte the flood is over. */
const EMPTY_TURNS = 3;
/**
 * A terminal of Linux holds 64 KB, and who writes waits while it is full. A flood of more than half of that in the shortest
 * turn is read as it comes, and so is one whose turn gave nearly all: nobody waits for turns.
 */
const TURN_BYTES = 32 * 1024;
const END_BYTES = 52 * 1024;
/** Reads until turns are tried again after that. */
const PAUSE_READS = 300;
/** A read that gives less has left next to nothing. */
const FULL_READ_BYTES = 4095;

/** One for all terminals: what is read is handed on before the next is read. */
const buffer = Buffer.allocUnsafeSlow(64 * 1024);
/** The terminals in a flood. All are read in the same turns, so that ten of them wake the process no more often than one. */
const flooding = new Set<() => number>();
let timer: NodeJS.Timeout | undefined;
let turnMs: number = TURNS_MS[0];

/** Looks at the reads of one terminal. */
export interface Flood {
  /** A read gave so many bytes. */
  saw(bytes: number): void;
  /** From now on everything is read as it comes. */
  end(): void;
}

/**
 * Reads a terminal in turns while many small pieces come: each costs a wake of the process, which is most of what they
 * cost. What comes meanwhile waits in the kernel. The first bytes after a quiet time never wait. `stop` and `start` the
 * reads of the event loop; `push` returns false when no more is wanted.
 */
export function createFlood(
  fd: number,
  { stop, start, push }: { stop: () => void; start: () => void; push: (chunk: Buffer) => boolean },
): Flood {
  let reads = 0;
  let bytes = 0;
  let sinceMs = 0;
  let empty = 0;

  function saw(count: number): void {
    if (reads === 0) {
      sinceMs = monotonicMs();
      bytes = 0;
    }
    reads += 1;
    bytes += count;
    if (reads < READS) return;
    const tookMs = monotonicMs() - sinceMs;
    const isFlood = tookMs < READS * FLOOD_MS && bytes * SHORTEST_TURN_MS < TURN_BYTES * tookMs;
    reads = 0;
    if (!isFlood) return;
    empty = 0;
    stop();
    flooding.add(turn);
    turnMs = Math.min(timer ? turnMs : TURNS_MS[0], turnFor(bytes, tookMs));
    timer ??= setTimeout(readAll, turnMs);
  }

  function turn(): number {
    const count = readNow(fd);
    empty = count === 0 ? empty + 1 : 0;
    const isFull = count !== null && count > END_BYTES;
    if (isFull) reads = -PAUSE_READS;
    if (count === null || isFull || empty === EMPTY_TURNS) end();
    if (count && !push(buffer.subarray(0, count))) end();
    return count ?? 0;
  }

  function end(): void {
    if (!flooding.delete(turn)) return;
    if (flooding.size === 0) {
      clearTimeout(timer);
      timer = undefined;
    }
    start();
  }

  return { saw, end };
}

function readAll(): void {
  let most = 0;
  for (const turn of flooding) most = Math.max(most, turn());
  turnMs = turnFor(most, turnMs);
  timer = flooding.size > 0 ? setTimeout(readAll, turnMs) : undefined;
}

/** How long turns are while so many bytes come in so many milliseconds. */
function turnFor(bytes: number, ms: number): number {
  return TURNS_MS.find((turn) => bytes * turn <= TURN_BYTES * ms) ?? SHORTEST_TURN_MS;
}

/** Fills the buffer with what is there. Null when there will never be more: the event loop sees that for itself. */
function readNow(fd: number): number | null {
  let used = 0;
  try {
    for (let count = FULL_READ_BYTES; count >= FULL_READ_BYTES && used <= END_BYTES; used += count) {
      count = readSync(fd, buffer, used, buffer.length - used, null);
    }
  } catch (error) {
    if (used === 0 && (error as NodeJS.ErrnoException).code !== 'EAGAIN') return null;
  }
  return used;
}
