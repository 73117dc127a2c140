import { closeSync, fstatSync, readSync } from 'node:fs';
import { openPrivate, readPrivate } from '../../files/private-file.ts';
import type { EndNote, RunNote, SizeNote, TimeNote } from './store-notes.ts';
import { parseNotes } from './store-notes.ts';

/** The facts about a run on disk, without its output. */
export interface RunInfo extends RunNote {
  /** Null if the run never got one, or the supervisor ended before it was recorded. */
  readonly pid: number | null;
  /** Null while the run lives, or if its supervisor was killed. */
  readonly end: EndNote | null;
}

/** The bytes of a run on disk, with their offsets in the output of the run. */
export interface StoredOutput {
  readonly start: number;
  readonly end: number;
  /** When the byte at an offset came, or a little earlier, in ms since 1970. */
  timeAt(offset: number): number;
  /** The offset of the first bytes from that time on; `end` if there are none. */
  firstSince(sinceMs: number): number;
  /** Places with missing bytes, in order. */
  readonly gaps: readonly { readonly at: number; readonly skipped: number }[];
  read(from: number, to: number): Buffer;
  close(): void;
}

/** Reads the notes of a run; null if they do not belong to a run. Throws the error of the file system. */
export function readRunInfo(notesPath: string): RunInfo | null {
  const notes = parseNotes(readPrivate(notesPath) ?? '');
  const header = notes.find((note): note is RunNote => 'startMs' in note);
  if (!header) return null;
  const pid = notes.findLast((note) => 'pid' in note)?.pid ?? null;
  const end = notes.find((note): note is EndNote => 'endMs' in note) ?? null;
  return { ...header, pid, end };
}

/** Opens the output of a run. Throws the error of the file system. */
export function openStoredOutput({ path, notesPath }: { path: string; notesPath: string }): StoredOutput {
  const notes = parseNotes(readPrivate(notesPath) ?? '');
  const { startMs, maxBytes } = notes.find((note): note is RunNote => 'startMs' in note) ?? NOBODY;
  const times = notes.filter((note): note is TimeNote => Array.isArray(note));
  const size = notes.findLast((note): note is SizeNote => 'size' in note);
  const fd = openPrivate(path);
  const end = size?.size ?? fstatSync(fd).size;
  const start = Math.max((size?.next ?? end) - maxBytes, 0);
  return {
    start: Math.min(start, end),
    end,
    gaps: notes.filter((note) => 'skipped' in note),
    timeAt: (offset) => startMs + (times[lastIndex(times, offset)]?.[1] ?? 0),
    firstSince: (sinceMs) => times.find(([, ms]) => startMs + ms >= sinceMs)?.[0] ?? end,
    read(from, to) {
      const bytes = Buffer.allocUnsafe(to - from);
      for (let at = from; at < to; ) {
        const position = at % maxBytes;
        const read = readSync(fd, bytes, at - from, Math.min(to - at, maxBytes - position), position);
        if (read === 0) return bytes.subarray(0, at - from);
        at += read;
      }
      return bytes;
    },
    close: () => closeSync(fd),
  };
}

const NOBODY = { startMs: 0, maxBytes: Number.MAX_SAFE_INTEGER };

/** The index of the last mark at or before an offset, or of the first mark. */
function lastIndex(times: readonly TimeNote[], offset: number): number {
  let low = 0;
  let high = times.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (times[middle]![0] <= offset) low = middle + 1;
    else high = middle;
  }
  return Math.max(low - 1, 0);
}
