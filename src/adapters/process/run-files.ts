import { readdirSync, renameSync, rmSync, watch } from 'node:fs';
import { dirname, join } from 'node:path';
import { makePrivateDir } from '../../files/private-dir.ts';
import { readPrivate } from '../../files/private-file.ts';

/** What a run that outlives its supervisor keeps on disk, by names that no file watcher takes for sources. */
export interface RunFiles {
  /** The named pipe that it writes its output to. */
  readonly pipe: string;
  /** Appears when it has ended: the exit status as a shell has it, and a newline. */
  readonly status: string;
}

/** The same names for every supervisor of a project. */
export function runFiles({ stateDir, service, run }: { stateDir: string; service: string; run: number }): RunFiles {
  const path = join(dirOf(stateDir), `${safeName(service)}-${run}`);
  return { pipe: `${path}.log`, status: `${path}.status.log` };
}

/** Gives a pipe its lasting name. Throws what the file system says. */
export function keepPipe(path: string, files: RunFiles): void {
  rmSync(files.status, { force: true });
  try {
    renameSync(path, files.pipe);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    makeRunsDir(dirname(files.pipe));
    renameSync(path, files.pipe);
  }
}

/** Makes the directory of run files, when it is not there or was deleted. Throws when it cannot be made. */
export function restoreRunFiles(stateDir: string): void {
  makeRunsDir(dirOf(stateDir));
}

/** Not the directory above it: a project may have been moved. */
function makeRunsDir(dir: string): void {
  const made = makePrivateDir(dir);
  if (!made.ok) throw made.error ?? new Error(`${dir} is no directory of zdev's own (${made.why})`);
}

/** The exit status that a run has left; null when there is none, or only a part of it yet. */
export function readStatus(files: RunFiles): number | null {
  try {
    const [, code] = /^(\d+)\n$/.exec(readPrivate(files.status) ?? '') ?? [];
    return code === undefined ? null : Number(code);
  } catch {
    return null;
  }
}

/** A watch for exit statuses. */
export interface StatusWatch {
  close(): void;
}

/** Calls back with the path of a file with an exit status, soon after it was written. Where that cannot be had, never. */
export function watchStatus(stateDir: string, changed: (path: string) => void): StatusWatch {
  const dir = dirOf(stateDir);
  try {
    const watcher = watch(dir, { persistent: false }, (_, name) => {
      if (name?.endsWith('.status.log')) changed(join(dir, name));
    });
    return watcher.on('error', () => {});
  } catch {
    return { close() {} };
  }
}

/** The run is over. */
export function removeRunFiles(files: RunFiles): void {
  for (const path of [files.pipe, files.status]) {
    try {
      rmSync(path, { force: true });
    } catch {
      // A directory that cannot be written to; then there is nothing in it either.
    }
  }
}

/** Removes what runs that nobody will adopt have left. Only the holder of the project's lock may do this. */
export function sweepRunFiles(stateDir: string, kept: readonly RunFiles[]): void {
  const keep = new Set(kept.flatMap(({ pipe, status }) => [pipe, status]));
  try {
    for (const name of readdirSync(dirOf(stateDir))) {
      const path = join(dirOf(stateDir), name);
      if (!keep.has(path)) rmSync(path, { force: true });
    }
  } catch {
    // No directory: nothing left in it.
  }
}

const dirOf = (stateDir: string) => join(stateDir, 'runs');

/** Capitals are marked: on some file systems `Web` and `web` are one name. */
function safeName(service: string): string {
  return service.replace(/[^a-z0-9_.-]/g, (char) =>
    /[A-Z]/.test(char) ? `+${char.toLowerCase()}` : `%${char.codePointAt(0)?.toString(16)}`,
  );
}
