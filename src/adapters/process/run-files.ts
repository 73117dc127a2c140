import { readdirSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { makePrivateDir } from '../../files/private-dir.ts';
import { readPrivate } from '../../files/private-file.ts';
import type { NamedFifo } from './fifo.ts';
import { leaderLives } from './life.ts';

/** What a run that outlives its supervisor keeps on disk, by names that no file watcher takes for sources. */
export interface RunFiles {
  /** The named pipe that it writes its output to. */
  readonly pipe: string;
  /** The named pipe by which one sees whether its leader lives, see `life.ts`. */
  readonly life: string;
  /** What its leader notes: a line `PID MARKER` and, when it has ended, a line with the exit status as a shell has it. */
  readonly notes: string;
  /** The named pipe by which is typed, of a run on a terminal. */
  readonly input: string;
}

/** The same names for every supervisor of a project. */
export function runFiles({ stateDir, service, run }: { stateDir: string; service: string; run: number }): RunFiles {
  const path = join(dirOf(stateDir), `${safeName(service)}-${run}`);
  return filesAt(path);
}

function filesAt(path: string): RunFiles {
  return { pipe: `${path}.log`, life: `${path}.life.log`, notes: `${path}.notes.log`, input: `${path}.in.log` };
}

/** Gives the pipes of a run the names that they keep. Throws what the file system says. */
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

/** Gives the pipe for input the name that it keeps, after those of `keepPipes`. Throws what the file system says. */
export function keepInput({ path }: NamedFifo, files: RunFiles): void {
  renameSync(path, files.input);
}

/** Makes the directory of run files, when it is not there or was deleted. Throws when it cannot be made. */
export function restoreRunFiles(stateDir: string): void {
  makeRunsDir(dirOf(stateDir));
}

/** Not the directory above it: a project may have been moved. */
function makeRunsDir(dir: string): void {
  const made = makePrivateDir(dir);
  if (!made.ok) throw made.error ?? new Error(`${dir} is not a directory of zdev (${made.why})`);
}

/** The exit status that a run has left; null when there is none, or only a part of it yet. */
export function readStatus(files: RunFiles): number | null {
  return readNotes(files)?.status ?? null;
}

/** A leader, by what it notes. */
export interface NotedLeader {
  readonly pid: number;
  /** Of its run. */
  readonly marker: string;
}

/** Leaders that live in a project, whether or not somebody knows of them: found by what they note. */
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

/** Null when there are none, or only a part of them yet. */
function readNotes(files: RunFiles): Notes | null {
  try {
    const [, pid, marker, status] = /^(\d+) (.+)\n(?:(\d+)\n)?/.exec(readPrivate(files.notes) ?? '') ?? [];
    if (pid === undefined || marker === undefined) return null;
    return { pid: Number(pid), marker, status: status === undefined ? null : Number(status) };
  } catch {
    return null;
  }
}

/** The run is over. */
export function removeRunFiles(files: RunFiles): void {
  for (const path of Object.values(files)) {
    try {
      rmSync(path, { force: true });
    } catch {
      // A directory that cannot be written to; then there is nothing in it either.
    }
  }
}

/** Removes what runs that nobody will adopt have left. Only the holder of the project's lock may do this. */
export function sweepRunFiles(stateDir: string, kept: readonly RunFiles[]): void {
  const keep = new Set(kept.flatMap((files) => Object.values(files)));
  for (const name of listDir(dirOf(stateDir))) {
    const path = join(dirOf(stateDir), name);
    if (!keep.has(path)) rmSync(path, { force: true });
  }
}

/** The names in a directory; none where there is no such directory. */
function listDir(dir: string): string[] {
  try {
    return readdirSync(dir);
  } catch {
    return [];
  }
}

const dirOf = (stateDir: string) => join(stateDir, 'runs');

/** Capitals are marked: on some file systems `Web` and `web` are one name. */
function safeName(service: string): string {
  return service.replace(/[^a-z0-9_.-]/g, (char) =>
    /[A-Z]/.test(char) ? `+${char.toLowerCase()}` : `%${char.codePointAt(0)?.toString(16)}`,
  );
}
