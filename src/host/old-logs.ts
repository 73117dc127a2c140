import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { logDirName, serviceOfLogDir } from '../adapters/log/store-names.ts';
import { listRuns, type OldEntry, readRun, type StoredRunFile } from './old-runs.ts';

/** The output of runs that are over, and of those that go on, from the files in the state directory. */
export interface OldLogs {
  /** Services of which there is output. */
  readonly names: readonly string[];
  /**
   * What is kept of these, in the order in which it came: of all runs, or of one. 0 is the last run of each service, -1
   * the one before; builds do not count. A positive number is that of a run, of the last supervisor that had so many.
   */
  read(names: readonly string[], run: number | null): Promise<OldEntry[]>;
}

/** Opens the logs of a project. There may be none. */
export async function openOldLogs(stateDir: string): Promise<OldLogs> {
  const dir = join(stateDir, 'logs');
  return {
    names: await listServices(dir),
    async read(names, run) {
      const perService = names.map(async (name) => {
        const all = await listRuns(join(dir, logDirName(name)));
        return Promise.all(meant(all, run).map((file) => readRun(file, name)));
      });
      const entries = (await Promise.all(perService)).flat(2);
      return entries.sort((a, b) => a.at_ms - b.at_ms);
    },
  };
}

function meant(runs: readonly StoredRunFile[], run: number | null): readonly StoredRunFile[] {
  if (run === null) return runs;
  if (run > 0) return runs.filter((each) => each.run === run).slice(-1);
  const found = runs.filter(({ purpose }) => purpose === 'exec').at(run - 1);
  return found ? [found] : [];
}

async function listServices(dir: string): Promise<string[]> {
  try {
    return (await readdir(dir)).map(serviceOfLogDir).sort();
  } catch {
    return [];
  }
}
