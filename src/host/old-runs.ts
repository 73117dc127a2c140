import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { byAge, logFileName, notesFileName, parseLogFileName, type StoredName } from '../adapters/log/store-names.ts';
import { type Note, parseNotes, type RunNote, type SizeNote, type TimeNote } from '../adapters/log/store-notes.ts';

/** A line that a service has printed. */
export interface OldEntry {
  readonly service: string;
  readonly run: number;
  /** Where it begins in the output of its run, in bytes. */
  readonly seq: number;
  readonly at_ms: number;
  readonly text: string;
}

/** The file of one run. */
export type StoredRunFile = StoredName & { readonly dir: string };

/** The runs of a service, oldest first. */
export async function listRuns(dir: string): Promise<StoredRunFile[]> {
  let names: string[];
  try {
    names = await readdir(dir);
  } catch {
    return [];
  }
  const runs = names.flatMap((name) => {
    const parsed = parseLogFileName(name);
    return parsed ? [{ ...parsed, dir }] : [];
  });
  return runs.sort(byAge);
}

/** The lines that are kept of a run, with their times. None when the file has gone meanwhile. */
export async function readRun(file: StoredRunFile, service: string): Promise<OldEntry[]> {
  let bytes: Buffer;
  try {
    bytes = await readFile(join(file.dir, logFileName(file)));
  } catch {
    return [];
  }
  const notes = parseNotes(await readFile(join(file.dir, notesFileName(file)), 'utf8').catch(() => ''));
  const { output, from } = inOrder(bytes, notes);
  const entries: OldEntry[] = [];
  const timeOf = clock(notes, file.startMs);
  for (let start = from > 0 ? output.indexOf(10) + 1 : 0; start < output.length; ) {
    const newline = output.indexOf(10, start);
    const end = newline < 0 ? output.length : newline;
    const text = output.toString('utf8', start, output[end - 1] === 13 && end > start ? end - 1 : end);
    entries.push({ service, run: file.run, seq: from + start, at_ms: timeOf(from + start), text });
    start = end + 1;
  }
  return entries;
}

/** The output from its oldest byte on: a full file is written over from its beginning. */
function inOrder(bytes: Buffer, notes: readonly Note[]): { output: Buffer; from: number } {
  const maxBytes = notes.find((note): note is RunNote => 'maxBytes' in note)?.maxBytes ?? bytes.length;
  const last = notes.findLast((note): note is SizeNote => 'size' in note);
  const size = last?.size ?? bytes.length;
  const from = Math.max((last?.next ?? size) - maxBytes, 0);
  if (from === 0) return { output: bytes.subarray(0, size), from };
  const output = Buffer.concat([bytes.subarray(from % maxBytes), bytes.subarray(0, from % maxBytes)]);
  return { output: output.subarray(0, size - from), from };
}

/** The time of each byte, asked in growing order. */
function clock(notes: readonly Note[], startMs: number): (offset: number) => number {
  const marks = notes.filter((note): note is TimeNote => Array.isArray(note));
  let at = 0;
  let ms = 0;
  return (offset) => {
    for (let mark = marks[at]; mark && mark[0] <= offset; mark = marks[++at]) ms = mark[1];
    return startMs + ms;
  };
}
