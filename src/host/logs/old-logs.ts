import { join } from 'node:path';
import { listRuns, listServices, type StoredRunInfo } from '../../adapters/log/reader.ts';
import { type LineRange, placesOf, readLines, type StoredLine } from '../../adapters/log/stored-lines.ts';
import type { Purpose } from '../../core/effect.ts';

/** The output of runs that are over, and of those that go on, in the files of the state directory. */
export interface OldLogs {
  /** Services of which there is output. */
  readonly names: readonly string[];
  /** The runs of a service that are kept, its builds among them, the oldest first. */
  runs(name: string): readonly OldRun[];
}

/** A run that is on disk. */
export interface OldRun {
  readonly run: number;
  readonly purpose: Purpose;
  /** Milliseconds since 1970. */
  readonly startMs: number;
  /** How far its whole lines go, and how far all that is there goes, in bytes of its output. */
  places(): { readonly whole: number; readonly end: number };
  lines(range: LineRange): Iterable<StoredLine>;
}

/** Opens the logs of a project. There may be none. */
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

/** The oldest run goes when a new one begins, also while somebody reads. */
function unlessRemoved<T>(read: () => T): T | null {
  try {
    return read();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}
