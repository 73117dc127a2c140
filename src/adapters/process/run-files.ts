import { readdirSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { makePrivateDir } from '../../files/private-dir.ts';
import { readPrivate } from '../../files/private-file.ts';
import type { NamedFifo } from './fifo.ts';
import { leaderLives } from './life.ts';

/** The files of a run that outlives its supervisor. No file watcher treats these names as sources. */
export interface RunFiles {
  /** The named pipe for its output. */
  readonly pipe: string;
  /** The named pipe that shows whether its leader lives, see `life.ts`. */
  readonly life: string;
  /** The notes of its leader: a line `PID MARKER` and, at the end, a line with the exit status of the shell. */
  readonly notes: string;
  /** The named pipe for typed input, if the run has a terminal. */
  readonly input: string;
}

/** The names are the same for every supervisor of a project. */
export function runFiles({ stateDir, service, run }: { stateDir: string; service: string; run: number }): RunFiles {
  const path = join(dirOf(stateDir), `${safeName(service)}-${run}`);
  return filesAt(path);
}

function filesAt(path: string): RunFiles {
  return { pipe: `${path}.log`, life: `${path}.life.log`, notes: `${path}.notes.log`, input: `${path}.in.log` };
}

/** Gives the pipes of a run their lasting names. Throws the error of the file system. */
export function keepPipes({ path, lifePath }: NamedFifo, files: RunFiles): void {
  rmSync(files.notes, { force: true });
  try {
    renameSync(path, files.pipe);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    makeRunsDir(dirname(files.pipe));
    renameSync(path, files.pipe);
  }
  renameSync(lifePath, files.life);
}

/** Gives the pipe for input its lasting name, after `keepPipes`. Throws the error of the file system. */
export function keepInput({ path }: NamedFifo, files: RunFiles): void {
  renameSync(path, files.input);
}

/** Creates the directory of run files if it does not exist. Throws if that fails. */
export function restoreRunFiles(stateDir: string): void {
  makeRunsDir(dirOf(stateDir));
}

/** Does not create the directory above it: a project may have been moved. */
function makeRunsDir(dir: string): void {
  const made = makePrivateDir(dir);
  if (!made.ok) throw made.error ?? new Error(`${dir} is not a directory of zdev (${made.why})`);
}

/** The exit status that a run has left; null if there is none, or only a part of it yet. */
export function readStatus(files: RunFiles): number | null {
  return readNotes(files)?.status ?? null;
}

/** A leader, according to its notes. */
export interface NotedLeader {
  readonly pid: number;
  /** The marker of its run. */
  readonly marker: string;
}

/** The living leaders of a project, known or not, found by their notes. */
export function livingLeaders(stateDir: string | undefined): NotedLeader[] {
  if (stateDir === undefined) return [];
  return listDir(dirOf(stateDir)).flatMap((name) => {
    const [, path] = /^(.*)\.life\.log$/.exec(name) ?? [];
    if (path === undefined) return [];
    const files = filesAt(join(dirOf(stateDir), path));
    const notes = leaderLives(files.life) ? readNotes(files) : null;
    return notes === null ? [] : [{ pid: notes.pid, marker: notes.marker }];
  });
}

interface Notes extends NotedLeader {
  readonly status: number | null;
}

/** Null if there are none, or only a part of them yet. */
function readNotes(files: RunFiles): Notes | null {
  try {
    const [, pid, marker, status] = /^(\d+) (.+)\n(?:(\d+)\n)?/.exec(readPrivate(files.notes) ?? '') ?? [];
    if (pid === undefined || marker === undefined) return null;
    return { pid: Number(pid), marker, status: status === undefined ? null : Number(status) };
  } catch {
    return null;
  }
}

/** Removes the files of a run that is over. */
export function removeRunFiles(files: RunFiles): void {
  for (const path of Object.values(files)) {
    try {
      rmSync(path, { force: true });
    } catch {
      // The directory is not writable, so there is nothing in it either.
    }
  }
}

/** Removes the files of runs that nobody will adopt. Only the holder of the project's lock may do this. */
export function sweepRunFiles(stateDir: string, kept: readonly RunFiles[]): void {
  const keep = new Set(kept.flatMap((files) => Object.values(files)));
  for (const name of listDir(dirOf(stateDir))) {
    const path = join(dirOf(stateDir), name);
    if (!keep.has(path)) rmSync(path, { force: true });
  }
}

/** The names in a directory; empty if it does not exist. */
function listDir(dir: string): string[] {
  try {
    return readdirSync(dir);
  } catch {
    return [];
  }
}

const dirOf = (stateDir: string) => join(stateDir, 'runs');

/** Escapes capitals: on some file systems `Web` and `web` are the same name. */
function safeName(service: string): string {
  return service.replace(/[^a-z0-9_.-]/g, (char) =>
    /[A-Z]/.test(char) ? `+${char.toLowerCase()}` : `%${char.codePointAt(0)?.toString(16)}`,
  );
}
