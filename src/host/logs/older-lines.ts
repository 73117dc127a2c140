import { join } from 'node:path';
import { listRuns } from '../../adapters/log/reader.ts';
import { readLines, type StoredLine } from '../../adapters/log/stored-lines.ts';

/** A place in the output of a service: the run, the number of bytes before it, and when it came. */
interface OutputPosition {
  readonly run: number;
  readonly at: number;
  /** In milliseconds since 1970. */
  readonly atMs: number;
}

/**
 * Returns the last lines of a service before a place (null: before the end) from the files of its runs, the oldest
 * first.
 */
export function readOlder(of: {
  readonly stateDir: string;
  readonly service: string;
  readonly before: OutputPosition | null;
  readonly lines: number;
}): StoredLine[] {
  const { before } = of;
  const runs = listRuns(join(of.stateDir, 'logs'), of.service);
  // Each supervisor begins to number the runs anew, so this is the newest run with that number that had begun by then.
  const at =
    before === null
      ? runs.length
      : runs.findLastIndex(({ run, startMs }) => run === before.run && startMs <= before.atMs);
  if (at < 0) return [];
  const inRun = runs[at];
  let found = before && inRun ? [...readLines(inRun, { last: of.lines, before: before.at })] : [];
  for (const run of runs.slice(0, at).reverse()) {
    if (found.length >= of.lines) break;
    found = [...readLines(run, { last: of.lines - found.length }), ...found];
  }
  return found;
}

/** The file of the newest run of a service; null if there is none. */
export function newestLogFile(stateDir: string, service: string): string | null {
  return listRuns(join(stateDir, 'logs'), service).at(-1)?.path ?? null;
}
