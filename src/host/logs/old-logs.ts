import { join } from 'node:path';
import { listRuns, listServices, type StoredRunInfo } from '../../adapters/log/reader.ts';
import { type LineRange, placesOf, readLines, type StoredLine } from '../../adapters/log/stored-lines.ts';
import type { Purpose } from '../../core/effect.ts';

/** The output of ended and running runs, in the files of the state directory. */
export interface OldLogs {
  /** Services with output. */
  readonly names: readonly string[];
  /** The kept runs of a service, including builds, the oldest first. */
  runs(name: string): readonly OldRun[];
}

/** A run on disk. */
export interface OldRun {
  readonly run: number;
  readonly purpose: Purpose;
  /** Milliseconds since 1970. */
  readonly startMs: number;
  /** The ends of its last whole line and of all its output, in bytes. */
  places(): { readonly whole: number; readonly end: number };
  lines(range: LineRange): Iterable<StoredLine>;
}

/** Opens the logs of a project, which may not exist. */
export function openOldLogs(stateDir: string): OldLogs {
  const dir = join(stateDir, 'logs');
  return {
    names: listServices(dir),
    runs: (name) => listRuns(dir, name).map(oldRun),
  };
}

function oldRun(info: StoredRunInfo): OldRun {
  const { run, purpose, startMs } = info;
  return {
    run,
    purpose,
    startMs,
    places: () => unlessRemoved(() => placesOf(info)) ?? { whole: 0, end: 0 },
    *lines(range) {
      const lines = readLines(info, range);
      for (;;) {
        const next = unlessRemoved(() => lines.next());
        if (!next || next.done) return;
        yield next.value;
      }
    },
  };
}

/**
 * Returns null if the file was removed: the oldest run is deleted when a new one begins, even while somebody reads it.
 */
function unlessRemoved<T>(read: () => T): T | null {
  try {
    return read();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}
