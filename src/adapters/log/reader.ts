import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { byAge, logDirName, logFileName, notesFileName, parseLogFileName, serviceOfLogDir } from './store-names.ts';
import { readLines, type StoredLine } from './stored-lines.ts';
import { type RunInfo, readRunInfo } from './stored-output.ts';

/** A run that is on disk. */
export interface StoredRunInfo extends RunInfo {
  readonly path: string;
  readonly notesPath: string;
}

/** The services that have output on disk. No directory is no service. */
export function listServices(dir: string): string[] {
  return entries(dir).map(serviceOfLogDir).sort();
}

/** The runs of a service that are on disk, its builds among them, the newest last. */
export function listRuns(dir: string, service: string): StoredRunInfo[] {
  const own = join(dir, logDirName(service));
  const names = entries(own)
    .map(parseLogFileName)
    .filter((name) => name !== null);
  return names.sort(byAge).flatMap((name) => {
    const notesPath = join(own, notesFileName(name));
    try {
      const info = readRunInfo(notesPath);
      return info ? [{ ...info, path: join(own, logFileName(name)), notesPath }] : [];
    } catch {
      return []; // removed meanwhile
    }
  });
}

/**
 * The run that `--run` means: 0 is the newest, -1 the one before, not counting builds, unless there are only builds. A
 * number above 0 is that of a run (or a build) of the last supervisor that had so many.
 */
export function pickRun(runs: readonly StoredRunInfo[], which: number): StoredRunInfo | undefined {
  if (which > 0) return runs.findLast((run) => run.run === which);
  const proper = runs.filter((run) => run.purpose === 'exec');
  return (proper.length > 0 ? proper : runs).at(which - 1);
}

/** The last lines of some services, or of all, over all their runs, in the order in which they came. */
export function readLast(options: {
  readonly dir: string;
  readonly names?: readonly string[];
  readonly lines: number;
  readonly sinceMs?: number;
}): StoredLine[] {
  const { dir, names = listServices(dir), lines, sinceMs } = options;
  const all = names.flatMap((name) => lastOfService(listRuns(dir, name), { lines, ...(sinceMs ? { sinceMs } : {}) }));
  return all.sort((a, b) => a.atMs - b.atMs).slice(Math.max(all.length - lines, 0));
}

function lastOfService(runs: readonly StoredRunInfo[], options: { lines: number; sinceMs?: number }): StoredLine[] {
  const { lines, ...rest } = options;
  let found: StoredLine[] = [];
  for (const run of [...runs].reverse()) {
    if (found.length >= lines) break;
    found = [...readLines(run, { ...rest, last: lines - found.length }), ...found];
  }
  return found;
}

function entries(dir: string): string[] {
  try {
    return readdirSync(dir);
  } catch {
    return [];
  }
}
