import type { Purpose } from '../../core/effect.ts';

/**
 * The lines of a notes file, in JSON: first the run, then in any number what is known of its bytes. Offsets count the
 * bytes of the run that were written, times are from its start.
 */
export interface RunNote {
  readonly service: string;
  readonly run: number;
  readonly purpose: Purpose;
  /** Milliseconds since 1970. */
  readonly startMs: number;
  /** The size of the file: byte number `maxBytes` of the run is written over the first one, and so on. */
  readonly maxBytes: number;
}

/** Known once the process has been started. */
export interface PidNote {
  readonly pid: number;
}

/** Bytes that came before `at` and were lost, because the disk was slower than the service. */
export interface SkipNote {
  readonly skipped: number;
  readonly at: number;
}

/**
 * So many bytes are in the file, or have been. With `next` more is being written, until there are so many: what was in
 * their place is no longer good. Only noted where a file is written over.
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

/** `[offset, ms]`: bytes from this offset on came so many milliseconds after the start of the run. */
export type TimeNote = readonly [at: number, ms: number];

export type Note = RunNote | PidNote | SkipNote | SizeNote | EndNote | TimeNote;

export function noteLine(note: Note): string {
  return `${JSON.stringify(note)}\n`;
}

/** The notes in a file. What cannot be read, such as a last line that was torn, is left out. */
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

/** Leaves out what is said of bytes before `from`. When that does not make it much shorter, every other time goes too. */
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
