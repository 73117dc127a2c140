import { join } from 'node:path';
import { listRuns, listServices, pickRun, type StoredRunInfo } from '../adapters/log/reader.ts';
import { readLines } from '../adapters/log/stored-lines.ts';

/** A line that a service has printed, in the words of the protocol. */
interface OldEntry {
  readonly service: string;
  readonly run: number;
  /** Where it begins in the output of its run, in bytes. */
  readonly seq: number;
  readonly at_ms: number;
  readonly text: string;
}

/** The output of runs that are over, and of those that go on, from the files in the state directory. */
export interface OldLogs {
  /** Services of which there is output. */
  readonly names: readonly string[];
  /** What is kept of these, in the order in which it came: of all runs, or of the one that `pickRun` means. */
  read(names: readonly string[], run: number | null): Promise<OldEntry[]>;
}

/** Opens the logs of a project. There may be none. */
export async function openOldLogs(stateDir: string): Promise<OldLogs> {
  const dir = join(stateDir, 'logs');
  return {
    names: listServices(dir),
    async read(names, run) {
      const entries = names.flatMap((name) => chosen(listRuns(dir, name), run)).flatMap(readEntries);
      return entries.sort((a, b) => a.at_ms - b.at_ms);
    },
  };
}

function chosen(runs: readonly StoredRunInfo[], run: number | null): readonly StoredRunInfo[] {
  if (run === null) return runs;
  const found = pickRun(runs, run);
  return found ? [found] : [];
}

function readEntries(run: StoredRunInfo): OldEntry[] {
  return [...readLines(run, {})].map(({ atMs, ...line }) => ({ ...line, at_ms: atMs }));
}
