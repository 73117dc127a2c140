import { closeSync, fstatSync, readSync } from 'node:fs';
import type { State } from '../../core/state.ts';
import { appendPrivate, isStillAt, openPrivate, writeWhole } from '../../files/private-file.ts';
import type { EventRecorder } from '../../runtime/ports.ts';
import { createLineWriter, effectText, FLIGHT_VERSION, snapshotOf } from './flight-format.ts';
import { flightPath } from './flight-read.ts';

/** Keeps the flight record of a session. */
export interface FlightRecord extends EventRecorder {
  /** Writes the rest and closes the file. */
  close(): void;
}

declare const ZDEV_VERSION: string | undefined;

/** The size limit of each of the two files in bytes, or twice the length of its first line if that is larger. */
const MAX_BYTES = 1_000_000;
const SOON_MS = 50;
const MAX_PENDING = 500;

/**
 * Starts a flight record: the last events and the decisions of the core, in two files that take turns. It writes
 * nothing before an event happens, and does the work afterwards. When it cannot write, it calls `failed` once and stops
 * recording.
 */
export function createFlightRecord(options: {
  readonly stateDir: string;
  readonly session: string;
  readonly failed: (message: string) => void;
  readonly maxBytes?: number;
}): FlightRecord {
  const { stateDir, session, maxBytes = MAX_BYTES } = options;
  const toLine = createLineWriter();
  let pending: (Parameters<EventRecorder['record']>[0] & { wallMs: number })[] = [];
  let timer: NodeJS.Timeout | undefined;
  let file: { readonly number: number; readonly fd: number; size: number; limit: number } | null = null;
  let begun = false;
  let broken = false;

  function flush(): void {
    clearTimeout(timer);
    timer = undefined;
    const [first] = pending;
    if (!first || broken) return;
    try {
      const lines = pending.map(({ event, nowMs, wallMs, effects }) => {
        return toLine({ wallMs, nowMs, event, effects: effects.map(effectText) });
      });
      const { fd } = ready(first.previous, first.wallMs);
      write(fd, lines.join(''));
    } catch (error) {
      release();
      // Somebody has deleted the state directory. It will be restored soon, and the record continues in it.
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') {
        broken = true;
        options.failed(`"zdev history" shows nothing new from now on: ${(error as Error).message}`);
      }
    }
    pending = [];
  }

  /** Returns the file to write to. A new file begins with the state before the next event. */
  function ready(state: State, wallMs: number) {
    const gone = file !== null && !isStillAt(flightPath(stateDir, file.number), file.fd);
    if (file && !gone && file.size < file.limit) return file;
    const last = file ? { number: file.number, isFull: !gone } : lastFile(stateDir, maxBytes);
    release();
    const number = last.number + (last.isFull ? 1 : 0);
    const fd = appendPrivate(flightPath(stateDir, number), { truncate: last.isFull });
    file = { number, fd, size: fstatSync(fd).size, limit: maxBytes };
    const header = toLine({
      flight: FLIGHT_VERSION,
      file: number,
      zdev: typeof ZDEV_VERSION === 'string' ? ZDEV_VERSION : '',
      session,
      pid: process.pid,
      begins: !begun,
      wallMs,
      state: snapshotOf(state),
    });
    // The existing content may end in the middle of a line.
    write(fd, file.size === 0 ? header : `\n${header}`);
    file.limit = Math.max(maxBytes, file.size + header.length);
    begun = true;
    return file;
  }

  function write(fd: number, text: string): void {
    const length = writeWhole(fd, text);
    if (file) file.size += length;
  }

  function release(): void {
    if (file) closeSync(file.fd);
    file = null;
  }

  return {
    record(done) {
      if (broken) return;
      pending.push({ ...done, wallMs: Date.now() });
      if (pending.length >= MAX_PENDING) flush();
      else timer ??= setTimeout(flush, SOON_MS).unref();
    },
    close() {
      flush();
      release();
      broken = true;
    },
  };
}

/** The newer of the files that an earlier session left, and whether it is full. */
function lastFile(stateDir: string, maxBytes: number): { number: number; isFull: boolean } {
  const found = [0, 1].flatMap((which) => look(flightPath(stateDir, which)));
  const [last] = found.sort((a, b) => b.number - a.number);
  return last ? { number: last.number, isFull: last.size >= maxBytes } : { number: 1, isFull: true };
}

function look(path: string): { number: number; size: number }[] {
  try {
    const fd = openPrivate(path);
    try {
      const head = Buffer.alloc(64);
      const length = readSync(fd, head, 0, head.length, 0);
      const [, number] = /^\{"flight":\d+,"file":(\d+),/.exec(head.toString('latin1', 0, length)) ?? [];
      return number === undefined ? [] : [{ number: Number(number), size: fstatSync(fd).size }];
    } finally {
      closeSync(fd);
    }
  } catch {
    // The file does not exist, or something else has its name and is replaced.
    return [];
  }
}
