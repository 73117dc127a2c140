import type { Purpose } from '../../core/effect.ts';

/**
 * The lines of a notes file, in JSON: first the run, then any number of facts about its bytes. Offsets count the
 * written bytes of the run, and times are from its start.
 */
export interface RunNote {
  readonly service: string;
  readonly run: number;
  readonly purpose: Purpose;
  /** In ms since 1970. */
  readonly startMs: number;
  /** The size of the file. Byte number `maxBytes` of the run overwrites the first one, and so on. */
  readonly maxBytes: number;
}

/** Known once the process has started. */
export interface PidNote {
  readonly pid: number;
}

/** Bytes before `at` that were lost because the disk was slower than the service. */
export interface SkipNote {
  readonly skipped: number;
  readonly at: number;
}

/**
 * How many bytes are, or were, in the file. With `next`, more is being written up to that number, and the old bytes in
 * its place are no longer valid. Only used while a file is overwritten.
 */
export interface SizeNote {
  readonly size: number;
  readonly next?: number;
}

/** The run is over. Code and signal are both null when nobody saw the exit. */
export interface EndNote {
  readonly endMs: number;
  readonly code: number | null;
  readonly signal: string | null;
}

/** `[offset, ms]`: the bytes from this offset on came this many ms after the start of the run. */
export type TimeNote = readonly [at: number, ms: number];

export type Note = RunNote | PidNote | SkipNote | SizeNote | EndNote | TimeNote;

export function noteLine(note: Note): string {
  return `${JSON.stringify(note)}\n`;
}

/** Parses the notes in a file. Leaves out unreadable lines, such as an incomplete last line. */
export function parseNotes(text: string): Note[] {
  const notes: Note[] = [];
  for (const line of text.split('\n')) {
    try {
      const note: unknown = JSON.parse(line);
      if (typeof note === 'object' && note !== null) notes.push(note as Note);
    } catch {}
  }
  return notes;
}

/**
 * Leaves out notes about bytes before `from`. If that does not make the notes much shorter, every second time is left
 * out too.
 */
export function thinNotes(notes: readonly Note[], from: number): Note[] {
  const lastSize = notes.findLastIndex((note) => 'size' in note);
  const kept = notes.filter((note, index) => {
    if (Array.isArray(note)) return note[0] >= from;
    if ('skipped' in note) return note.at >= from;
    return !('size' in note) || index === lastSize;
  });
  if (kept.length < notes.length / 2) return kept;
  return kept.filter((note, index) => !Array.isArray(note) || index % 2 === 0);
}
