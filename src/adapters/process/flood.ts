import { readSync } from 'node:fs';
import type { Socket } from 'node:net';
import { monotonicMs } from '../../monotonic.ts';
import { hasProc } from '../../system.ts';

/**
 * The lengths of turns, each chosen as long as possible without too many bytes in one turn. All lengths fit into the
 * longest, so that a turn, and not a separate timer, can report what is told once in a while (`OUTPUT_EVERY_MS`).
 */
const TURNS_MS = [48, 24, 16] as const;
const SHORTEST_TURN_MS = 16;
/** This many reads that come faster than one each `FLOOD_MS` are a flood, for instance a hundred lines a second. */
const READS = 16;
const FLOOD_MS = 20;
/** After this many turns without a byte the flood is over. */
const EMPTY_TURNS = 3;
/**
 * The limits of a terminal or pipe. A writer waits while it is full. If that may happen, the flood is read as it comes.
 */
interface ReadLimits {
  /** The most bytes that a turn may bring. If even the shortest turn brings more, there are no turns. */
  readonly turnBytes: number;
  /** After a turn with more bytes than this, the writer may have waited, so the turns end. */
  readonly endBytes: number;
  /** A read with fewer bytes has left next to nothing. */
  readonly fullReadBytes: number;
}

/** A Linux terminal holds 64 KB, and gives 4 KB in each read. */
export const TERMINAL: ReadLimits = { turnBytes: 32 * 1024, endBytes: 52 * 1024, fullReadBytes: 4095 };
/**
 * A pipe holds at least two pages, since a user's pipes may be that small. A line of half a page may take a whole page.
 */
export const PIPE: ReadLimits = { turnBytes: 2048, endBytes: 3000, fullReadBytes: 64 * 1024 };

/** A turn that took this many times its time was late. */
const LATE = 1.5;
/** After a full turn, this many reads come before turns are tried again. */
const PAUSE_READS = 300;

/** Shared by all: each read is passed on before the next one. */
const buffer = Buffer.allocUnsafeSlow(64 * 1024);
/**
 * The turns of all floods. They are read together, so that ten floods wake the process no more often than one. Each
 * returns the length of the next turn.
 */
const flooding = new Set<() => number>();
let timer: NodeJS.Timeout | undefined;
let turnMs: number = TURNS_MS[0];
/** When the turn began: it may end late. */
let turnSinceMs = 0;

/** Watches the reads of one terminal or pipe. */
export interface Flood {
  /** Records a read of this many bytes. */
  saw(bytes: number): void;
  /** Ends the turns: from now on everything is read as it comes. */
  end(): void;
}

/** The handle below a stream of Node. The `pause` of a stream reads on until it has another chunk. */
interface Handle {
  readStop(): void;
  readStart(): void;
}

/** Reads a stream of Node in turns during a flood. Null if the kernel's buffer is too small for that. */
export function floodOn(
  stream: Socket,
  fd: number,
  how: { limits: ReadLimits; push: (chunk: Buffer) => boolean },
): Flood | null {
  const { _handle: handle } = stream as Socket & { readonly _handle?: Partial<Handle> | null };
  if (!hasProc() || !handle?.readStop || !handle.readStart) return null;
  const { readStop, readStart } = handle;
  return createFlood(fd, { ...how, stop: () => readStop.call(handle), start: () => readStart.call(handle) });
}

/**
 * Reads a terminal or pipe in turns while many small pieces come. Each piece wakes the process, which is most of its
 * cost. Between turns, bytes wait in the kernel. The first bytes after a quiet time never wait. `stop` and `start`
 * control the reads of the event loop; `push` returns false when no more is wanted.
 */
export function createFlood(
  fd: number,
  {
    limits,
    stop,
    start,
    push,
  }: { limits: ReadLimits; stop: () => void; start: () => void; push: (chunk: Buffer) => boolean },
): Flood {
  const { turnBytes, endBytes } = limits;
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
    turnMs = Math.min(timer ? turnMs : TURNS_MS[0], turnFor(bytes, tookMs, limits));
    if (!timer) begin();
  }

  function turn(): number {
    const count = readNow(fd, limits);
    empty = count === 0 ? empty + 1 : 0;
    const tookMs = monotonicMs() - turnSinceMs;
    // The bytes of a turn that came late on a busy machine say little. The next turn will show it.
    const isFull = count !== null && count > endBytes && tookMs < turnMs * LATE;
    if (isFull) reads = -PAUSE_READS;
    if (count === null || isFull || empty === EMPTY_TURNS) end();
    if (count && !push(buffer.subarray(0, count))) end();
    return turnFor(count ?? 0, tookMs, limits);
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

/** The length of turns at this rate of bytes per millisecond. */
function turnFor(bytes: number, ms: number, { turnBytes }: ReadLimits): number {
  return TURNS_MS.find((turn) => bytes * turn <= turnBytes * ms) ?? SHORTEST_TURN_MS;
}

/** Fills the buffer with the present bytes. Null at the end of the stream, which the event loop sees itself. */
function readNow(fd: number, { endBytes, fullReadBytes }: ReadLimits): number | null {
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
