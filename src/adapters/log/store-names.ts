import type { Purpose } from '../../core/effect.ts';

/** The content of a file of the log store, according to its name. */
export interface StoredName {
  /** When the run started, in ms since 1970. */
  readonly startMs: number;
  /** Counted from 1 by each supervisor. */
  readonly run: number;
  readonly purpose: Purpose;
}

/** The times of the bytes, and the facts about the run, are in a file of the same name with this ending. */
const NOTES_ENDING = '.notes.log';

/** The file name of a run, such as `2026-11-23T215457.123Z-3.log`. Names sort in the order in which runs began. */
export function logFileName({ startMs, run, purpose }: StoredName): string {
  const time = new Date(startMs).toISOString().replaceAll(':', '');
  return `${time}-${run}${purpose === 'build' ? '.build' : ''}.log`;
}

export function notesFileName(name: StoredName): string {
  return logFileName(name).replace(/\.log$/, NOTES_ENDING);
}

/** Parses a file name; null if it is not the output of a run. */
export function parseLogFileName(name: string): StoredName | null {
  const match = /^(\d{4}-\d\d-\d\dT)(\d\d)(\d\d)(\d\d\.\d{3}Z)-(\d+)(\.build)?\.log$/.exec(name);
  if (!match) return null;
  const [, date, hours, minutes, seconds, run, build] = match;
  return {
    startMs: Date.parse(`${date}${hours}:${minutes}:${seconds}`),
    run: Number(run),
    purpose: build ? 'build' : 'exec',
  };
}

/** Oldest run first. */
export function byAge(a: StoredName, b: StoredName): number {
  return a.startMs - b.startMs || a.run - b.run;
}

/** The directory name of a service. Names from a config are safe; others, such as `..`, are escaped. */
export function logDirName(service: string): string {
  if (/^[A-Za-z0-9_-][A-Za-z0-9._-]*$/.test(service)) return service;
  return encodeURIComponent(service).replaceAll('.', '%2E');
}

/** The service to which a directory belongs. */
export function serviceOfLogDir(dir: string): string {
  try {
    return decodeURIComponent(dir);
  } catch {
    return dir;
  }
}
