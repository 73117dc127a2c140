import { readSync } from 'node:fs';
import type { Socket } from 'node:net';
import { monotonicMs } from '../../monotonic.ts';
import { hasProc } from '../../system.ts';

/**
 * How long turns are: as long as they can be without more coming in one than is good. All fit into the longest, so that
 * what is told once in a while (`OUTPUT_EVERY_MS`) is told by a turn, and not by a timer of its own.
 */
const TURNS_MS = [48, 24, 16] as const;
const SHORTEST_TURN_MS = 16;
/** A flood is so many reads that came faster than one each `FLOOD_MS`: a hundred lines a second are one. */
const READS = 16;
const FLOOD_MS = 20;
/** After so many turns without a byte the flood is over. */
const EMPTY_TURNS = 3;
/** What a flood comes through. Who writes waits while it is full: a flood of which that may be is read as it comes. */
interface Way {
  /** As much is good in a turn. More in the shortest one, and there are no turns. */
  readonly turnBytes: number;
  /** A turn that gave more may have been waited for: it was the last. */
  readonly endBytes: number;
  /** A read that gives less has left next to nothing. */
  readonly fullReadBytes: number;
}

/** A terminal of Linux holds 64 KB, and gives 4 KB a read. */
export const TERMINAL: Way = { turnBytes: 32 * 1024, endBytes: 52 * 1024, fullReadBytes: 4095 };
/** A pipe holds pages, of which each may have been filled by one line of half a page, and two at least: a user may have so many. */
export const PIPE: Way = { turnBytes: 2048, endBytes: 3000, fullReadBytes: 64 * 1024 };

/** A turn that took so many times its time was late. */
const LATE = 1.5;
/** Reads until turns are tried again after a full one. */
const PAUSE_READS = 300;

/** One for all: what is read is handed on before the next is read. */
const buffer = Buffer.allocUnsafeSlow(64 * 1024);
/**
 * The turns of what is in a flood. All are read together, so that ten of them wake the process no more often than one. Each tells
 * how long the next should be.
 */
const flooding = new Set<() => number>();
let timer: NodeJS.Timeout | undefined;
let turnMs: number = TURNS_MS[0];
/** When it was begun: a turn may come late. */
let turnSinceMs = 0;

/** Looks at the reads of one terminal or pipe. */
export interface Flood {
  /** A read gave so many bytes. */
  saw(bytes: number): void;
  /** From now on everything is read as it comes. */
  end(): void;
}

/** What Node has below a stream. Its `pause` reads on until it has another piece. */
interface Handle {
  readStop(): void;
  readStart(): void;
}

/** A flood of what a stream of Node's reads. Null where the kernel holds too little for it. */
export function floodOn(stream: Socket, fd: number, how: { way: Way; push: (chunk: Buffer) => boolean }): Flood | null {
  const { _handle: handle } = stream as Socket & { readonly _handle?: Partial<Handle> | null };
  if (!hasProc() || !handle?.readStop || !handle.readStart) return null;
  const { readStop, readStart } = handle;
  return createFlood(fd, { ...how, stop: () => readStop.call(handle), start: () => readStart.call(handle) });
}

/**
 * Reads a terminal or pipe in turns while many small pieces come: each costs a wake of the process, which is most of what they
 * cost. What comes meanwhile waits in the kernel. The first bytes after a quiet time never wait. `stop` and `start` the
 * reads of the event loop; `push` returns false when no more is wanted.
 */
export function createFlood(
  fd: number,
  { way, stop, start, push }: { way: Way; stop: () => void; start: () => void; push: (chunk: Buffer) => boolean },
): Flood {
  const { turnBytes, endBytes } = way;
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
    const isFlood = tookMs < READS * FLOOD_MS && bytes * SHORTEST_TURN_MS < turnBytes * tookMs;
    reads = 0;
    if (!isFlood) return;
    empty = 0;
    stop();
    flooding.add(turn);
    turnMs = Math.min(timer ? turnMs : TURNS_MS[0], turnFor(bytes, tookMs, way));
    if (!timer) begin();
  }

  function turn(): number {
    const count = readNow(fd, way);
    empty = count === 0 ? empty + 1 : 0;
    const tookMs = monotonicMs() - turnSinceMs;
    // What came in a turn that was late, by a busy machine, says little: the next one will say it.
    const isFull = count !== null && count > endBytes && tookMs < turnMs * LATE;
    if (isFull) reads = -PAUSE_READS;
    if (count === null || isFull || empty === EMPTY_TURNS) end();
    if (count && !push(buffer.subarray(0, count))) end();
    return turnFor(count ?? 0, tookMs, way);
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
  let nextMs: number = TURNS_MS[0];
  for (const turn of flooding) nextMs = Math.min(nextMs, turn());
  turnMs = nextMs;
  timer = undefined;
  if (flooding.size > 0) begin();
}

function begin(): void {
  turnSinceMs = monotonicMs();
  timer = setTimeout(readAll, turnMs);
}

/** How long turns are while so many bytes come in so many milliseconds. */
function turnFor(bytes: number, ms: number, { turnBytes }: Way): number {
  return TURNS_MS.find((turn) => bytes * turn <= turnBytes * ms) ?? SHORTEST_TURN_MS;
}

/** Fills the buffer with what is there. Null when there will never be more: the event loop sees that for itself. */
function readNow(fd: number, { endBytes, fullReadBytes }: Way): number | null {
  let used = 0;
  try {
    for (let count = fullReadBytes; count >= fullReadBytes && used <= endBytes; used += count) {
      count = readSync(fd, buffer, used, buffer.length - used, null);
      if (count === 0 && used === 0) return null;
    }
  } catch (error) {
    if (used === 0 && (error as NodeJS.ErrnoException).code !== 'EAGAIN') return null;
  }
  return used;
}
